package io.tidegate.gateway.config;

import io.tidegate.gateway.route.Fault;
import java.util.List;

/// The configuration, or a route from elsewhere, is wrong. The message is one line for the
/// operator: where, which key, what was expected.
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Fault> faults;

  /// @param message control characters of it, which come from what was read, are shown as `?`
  public ConfigException(String message) {
    this(message, List.of());
  }

  /// @param faults by field, for whoever shows them beside the fields
  public ConfigException(String message, List<Fault> faults) {
    super(message.replaceAll("\\p{Cntrl}", "?"));
    this.faults = List.copyOf(faults);
  }

  /// Several fields are wrong; the first makes the message.
  public static ConfigException of(List<Fault> faults) {
    Fault first = faults.getFirst();
    return new ConfigException(first.path() + ": " + first.expected(), faults);
  }

  /// The fields that are wrong, as they are written there; empty when it is about the whole.
  public List<Fault> faults() {
    return faults;
  }
}
