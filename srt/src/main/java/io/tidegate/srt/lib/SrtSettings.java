package io.tidegate.srt.lib;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/// Options and their values, checked for type. Immutable.
public final class SrtSettings {
  /// Nothing set.
  public static final SrtSettings NONE = builder().build();

  private final Map<SrtOption, Object> values;

  private SrtSettings(Map<SrtOption, Object> values) {
    this.values = values;
  }

  public static Builder builder() {
    return new Builder();
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  /// These, and those of `others`, which win.
  public SrtSettings with(SrtSettings others) {
    EnumMap<SrtOption, Object> both = new EnumMap<>(SrtOption.class);
    both.putAll(values);
    both.putAll(others.values);
    return new SrtSettings(both);
  }

  /// Sets all of them, in the order of [SrtOption]; stops at the first that libsrt refuses.
  void applyTo(int socket) throws SrtException {
    if (values.isEmpty()) {
      return;
    }
    try (NativeBlock block = new NativeBlock(OptionMemory.BYTES)) {
      for (Map.Entry<SrtOption, Object> entry : values.entrySet()) {
        set(socket, entry.getKey(), entry.getValue(), block);
      }
    }
  }

  private static void set(int socket, SrtOption option, Object value, NativeBlock block)
      throws SrtException {
    ByteBuffer fields = block.structures();
    int length = OptionMemory.write(fields, value);
    int result = LibSrt.srt_setsockflag(socket, option.number(), block.address(), length);
    SrtException refusal =
        result == LibSrt.ERROR ? SrtException.ofLastCall(show(option, value)) : null;
    OptionMemory.wipe(fields, length);
    if (refusal != null) {
      throw refusal;
    }
  }

  private static String show(SrtOption option, Object value) {
    return option + "=" + (option.isSecret() ? "***" : value);
  }

  /// Without secrets.
  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(entry -> show(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(" "));
  }

  /// Collects settings. Confined to one thread.
  public static final class Builder {
    private final EnumMap<SrtOption, Object> values = new EnumMap<>(SrtOption.class);

    private Builder() {}

    public Builder set(SrtOption option, int value) {
      return put(option, SrtOption.Type.INT, value);
    }

    public Builder set(SrtOption option, long value) {
      return put(option, SrtOption.Type.LONG, value);
    }

    public Builder set(SrtOption option, boolean value) {
      return put(option, SrtOption.Type.FLAG, value);
    }

    /// @throws IllegalArgumentException when `value` is longer than an option can be
    public Builder set(SrtOption option, String value) {
      if (value.getBytes(UTF_8).length > OptionMemory.MAX_TEXT) {
        throw new IllegalArgumentException(
            option + " has more than " + OptionMemory.MAX_TEXT + " bytes");
      }
      return put(option, SrtOption.Type.TEXT, value);
    }

    public SrtSettings build() {
      return new SrtSettings(Collections.unmodifiableMap(new EnumMap<>(values)));
    }

    private Builder put(SrtOption option, SrtOption.Type type, Object value) {
      if (option.type() != type || option.settable() == SrtOption.When.NEVER) {
        throw new IllegalArgumentException(option + " is " + option.type() + ", not " + type);
      }
      values.put(option, value);
      return this;
    }
  }
}
