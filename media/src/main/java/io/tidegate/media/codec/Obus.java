package io.tidegate.media.codec;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import java.util.ArrayList;
import java.util.List;

/// Open bitstream units of AV1, "low overhead" format: each has a size field. AV1 §5.3.
public final class Obus {
  public static final int SEQUENCE_HEADER = 1;
  public static final int TEMPORAL_DELIMITER = 2;
  public static final int FRAME_HEADER = 3;
  public static final int FRAME = 6;
  public static final int PADDING = 15;

  /// More OBUs than this in one temporal unit are refused: 8 layers of 64 tile groups fit.
  private static final int MAX_OBUS = 1024;

  /// obu_has_size_field
  private static final int HAS_SIZE = 2;

  private Obus() {}

  /// obu_type
  public static int type(Bytes obu) {
    return obu.u8(0) >> 3 & 0xF;
  }

  /// The OBUs of a temporal unit with their headers, slices of it. The last may lack a size field.
  public static List<Bytes> split(Bytes unit) throws MalformedException {
    List<Bytes> obus = new ArrayList<>();
    int at = 0;
    while (at < unit.length()) {
      if (obus.size() == MAX_OBUS) {
        throw new MalformedException(Reason.LIMIT, at, "too many OBUs in one temporal unit");
      }
      int length = length(unit, at);
      obus.add(unit.slice(at, length));
      at += length;
    }
    return obus;
  }

  /// What follows header and size field.
  static Bytes payload(Bytes obu) throws MalformedException {
    int header = headerLength(obu, 0);
    return hasSize(obu, 0) ? obu.slice(header + leb128Length(obu, header)) : obu.slice(header);
  }

  /// An OBU with a header of one byte and a size field.
  static Bytes join(int type, Bytes payload) {
    ByteWriter out = new ByteWriter(payload.length() + 6).u8(type << 3 | HAS_SIZE);
    int left = payload.length();
    while (left > 0x7F) {
      out.u8((left & 0x7F) | 0x80);
      left >>>= 7;
    }
    return out.u8(left).write(payload).toBytes();
  }

  private static int length(Bytes unit, int at) throws MalformedException {
    if ((unit.u8(at) & 0x80) != 0) {
      throw new MalformedException(Reason.BAD_VALUE, at, "obu_forbidden_bit is set");
    }
    int header = headerLength(unit, at);
    if (!hasSize(unit, at)) {
      return unit.length() - at;
    }
    int sizeLength = leb128Length(unit, at + header);
    long size = leb128(unit, at + header, sizeLength);
    if (size > unit.length() - at - header - sizeLength) {
      throw new MalformedException(Reason.BAD_LENGTH, at, "an OBU points past the end");
    }
    return header + sizeLength + (int) size;
  }

  private static int headerLength(Bytes unit, int at) throws MalformedException {
    int length = (unit.u8(at) & 4) != 0 ? 2 : 1; // obu_extension_flag
    if (at + length > unit.length()) {
      throw new MalformedException(Reason.TRUNCATED, at, "ends inside an OBU header");
    }
    return length;
  }

  private static boolean hasSize(Bytes unit, int at) {
    return (unit.u8(at) & HAS_SIZE) != 0;
  }

  /// §4.10.5: at most eight bytes.
  private static int leb128Length(Bytes unit, int at) throws MalformedException {
    for (int i = 0; i < 8; i++) {
      if (at + i >= unit.length()) {
        throw new MalformedException(Reason.TRUNCATED, at, "ends inside an OBU size");
      }
      if ((unit.u8(at + i) & 0x80) == 0) {
        return i + 1;
      }
    }
    throw new MalformedException(Reason.BAD_LENGTH, at, "an OBU size of more than eight bytes");
  }

  private static long leb128(Bytes unit, int at, int length) {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (long) (unit.u8(at + i) & 0x7F) << (7 * i);
    }
    return value;
  }
}
