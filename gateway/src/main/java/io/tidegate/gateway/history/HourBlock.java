package io.tidegate.gateway.history;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// The minutes of one hour of one stream, and their packed form: a byte of version, a byte that
/// counts columns, then deflated column by column 60 numbers of 16 bits. Confined to its owner's
/// thread.
public final class HourBlock {
  public static final int MINUTES = 60;

  private static final int VERSION = 1;
  private static final int HEAD = 2;

  /// Columns that a later release may have added, and that are passed over.
  private static final int MAX_COLUMNS = 64;

  private final short[] values = new short[Column.ALL.size() * MINUTES];

  public HourBlock() {
    Arrays.fill(values, Packed.ABSENT);
  }

  /// Most bytes of [#encode]: what cannot be compressed grows by five in a thousand at worst.
  public static int maxBytes() {
    return HEAD + Column.ALL.size() * MINUTES * Short.BYTES + 64;
  }

  /// Takes over one minute.
  public void put(Minute minute) {
    short[] packed = minute.packed();
    for (int column = 0; column < packed.length; column++) {
      values[column * MINUTES + minute.ofHour()] = packed[column];
    }
  }

  double get(int minute, Column column) {
    return column.unpack(values[column.index() * MINUTES + minute]);
  }

  /// Fills what is not known here with what `older` knows.
  public void merge(HourBlock older) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] == Packed.ABSENT) {
        values[i] = older.values[i];
      }
    }
  }

  public byte[] encode() {
    int columns = values.length / MINUTES;
    while (columns > 1 && isAbsent(columns - 1)) {
      columns--;
    }
    byte[] raw = new byte[columns * MINUTES * Short.BYTES];
    for (int i = 0; i < raw.length; i += Short.BYTES) {
      raw[i] = (byte) (values[i / Short.BYTES] >> Byte.SIZE);
      raw[i + 1] = (byte) values[i / Short.BYTES];
    }
    byte[] packed = new byte[maxBytes()];
    packed[0] = VERSION;
    packed[1] = (byte) columns;
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    try {
      deflater.setInput(raw);
      deflater.finish();
      int length = deflater.deflate(packed, HEAD, packed.length - HEAD);
      if (!deflater.finished()) {
        throw new IllegalStateException("an hour takes more than " + maxBytes() + " bytes");
      }
      return Arrays.copyOf(packed, HEAD + length);
    } finally {
      deflater.end();
    }
  }

  private boolean isAbsent(int column) {
    for (int i = column * MINUTES; i < (column + 1) * MINUTES; i++) {
      if (values[i] != Packed.ABSENT) {
        return false;
      }
    }
    return true;
  }

  /// Empty where the bytes are none of ours: a damaged hour is an unknown one.
  public static HourBlock decode(byte[] packed) {
    HourBlock block = new HourBlock();
    if (packed.length <= HEAD || packed[0] != VERSION || packed[1] < 1 || packed[1] > MAX_COLUMNS) {
      return block;
    }
    byte[] raw = new byte[packed[1] * MINUTES * Short.BYTES];
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(packed, HEAD, packed.length - HEAD);
      int length = inflater.inflate(raw);
      if (length != raw.length) {
        return block;
      }
    } catch (DataFormatException damaged) {
      return block;
    } finally {
      inflater.end();
    }
    for (int i = 0; i < Math.min(raw.length / Short.BYTES, block.values.length); i++) {
      int high = raw[i * Short.BYTES] << Byte.SIZE;
      block.values[i] = (short) (high | (raw[i * Short.BYTES + 1] & 0xff));
    }
    return block;
  }
}
