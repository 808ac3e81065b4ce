package io.tidegate.srt.lib;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// One reading of a connection's counters. Immutable.
public final class SrtStats {
  /// Before the first reading.
  public static final SrtStats NONE = new SrtStats(ByteBuffer.allocate(SrtStat.BYTES));

  private static final Map<SrtStat, Integer> OFFSETS = offsets();

  private final ByteBuffer structure;

  private SrtStats(ByteBuffer structure) {
    this.structure = structure;
  }

  /// Copies the structure at the start of `memory`.
  static SrtStats read(ByteBuffer memory) {
    ByteBuffer copy = ByteBuffer.allocate(SrtStat.BYTES).order(memory.order());
    copy.put(0, memory, 0, SrtStat.BYTES);
    return new SrtStats(copy);
  }

  /// In the unit of `stat`. Exact for whole numbers up to 2⁵³: nine petabytes.
  public double value(SrtStat stat) {
    return stat.kind() == SrtStat.Kind.DOUBLE
        ? structure.getDouble(at(stat))
        : (double) count(stat);
  }

  /// A whole number, in the unit of `stat`.
  public long count(SrtStat stat) {
    return switch (stat.kind()) {
      case INT -> structure.getInt(at(stat));
      case LONG -> structure.getLong(at(stat));
      case DOUBLE -> (long) structure.getDouble(at(stat));
    };
  }

  private static int at(SrtStat stat) {
    return Objects.requireNonNull(OFFSETS.get(stat));
  }

  /// C aligns each field to its own size.
  private static Map<SrtStat, Integer> offsets() {
    Map<SrtStat, Integer> offsets = new EnumMap<>(SrtStat.class);
    int at = 0;
    for (SrtStat field : SrtStat.values()) {
      int size = field.kind().bytes;
      at = (at + size - 1) / size * size;
      offsets.put(field, at);
      at += size;
    }
    return offsets;
  }
}
