package io.tidegate.gateway.history;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/// One stream in one minute. Immutable.
public final class Minute {
  private final String key;
  private final long minute;
  private final short[] packed;

  private Minute(String key, long minute, short[] packed) {
    this.key = key;
    this.minute = minute;
    this.packed = packed;
  }

  /// @param minute since 1970
  static Minute of(String key, long minute, ToDoubleFunction<Column> values) {
    short[] packed = new short[Column.ALL.size()];
    for (Column column : Column.ALL) {
      packed[column.index()] = column.pack(values.applyAsDouble(column));
    }
    return new Minute(key, minute, packed);
  }

  public String key() {
    return key;
  }

  /// Since 1970.
  public long hour() {
    return Math.floorDiv(minute, HourBlock.MINUTES);
  }

  int ofHour() {
    return Math.floorMod(minute, HourBlock.MINUTES);
  }

  short[] packed() {
    return Arrays.copyOf(packed, packed.length);
  }
}
