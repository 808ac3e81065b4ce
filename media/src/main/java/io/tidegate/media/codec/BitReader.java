package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;

/// Reads bits, most significant first, from one structure. Loop-confined.
///
/// Every read past the end throws [MalformedException] with [Reason#TRUNCATED].
public final class BitReader {
  /// Longest Exp-Golomb prefix: values have at most 32 bits (ISO/IEC 14496-10 §9.1).
  private static final int MAX_GOLOMB_ZEROS = 32;

  private final Bytes bytes;
  private int position;

  public BitReader(Bytes bytes) {
    this.bytes = bytes;
  }

  /// Reads the payload of a NAL unit: emulation prevention bytes (the 3 of 0 0 3) are taken out.
  /// ISO/IEC 14496-10 §7.4.1, ISO/IEC 23008-2 §7.3.1.1.
  ///
  /// @param nal NAL unit with its header, which stays in front
  public static BitReader ofRbsp(Bytes nal) {
    return new BitReader(withoutEmulationPrevention(nal));
  }

  /// A copy of `nal` without emulation prevention bytes.
  public static Bytes withoutEmulationPrevention(Bytes nal) {
    byte[] out = new byte[nal.length()];
    int size = 0;
    int zeros = 0;
    for (int i = 0; i < nal.length(); i++) {
      int value = nal.u8(i);
      if (zeros >= 2 && value == 3) {
        zeros = 0;
        continue;
      }
      zeros = value == 0 ? zeros + 1 : 0;
      out[size++] = (byte) value;
    }
    return Bytes.wrap(out, 0, size);
  }

  public int bitsLeft() {
    return bytes.length() * 8 - position;
  }

  /// Bits read so far.
  public int position() {
    return position;
  }

  public boolean readFlag() throws MalformedException {
    return readBits(1) == 1;
  }

  /// Up to 31 bits, or 32 with the sign in the highest.
  public int readBits(int count) throws MalformedException {
    return (int) readLong(count);
  }

  /// Up to 64 bits.
  public long readLong(int count) throws MalformedException {
    need(count);
    long value = 0;
    int left = count;
    while (left > 0) {
      int inByte = 8 - (position & 7);
      int take = Math.min(inByte, left);
      int chunk = bytes.u8(position >> 3) >> (inByte - take) & ((1 << take) - 1);
      value = value << take | chunk;
      position += take;
      left -= take;
    }
    return value;
  }

  /// An unsigned Exp-Golomb value, ISO/IEC 14496-10 §9.1.
  ///
  /// @throws MalformedException also when it does not fit 31 bits
  public int readUe() throws MalformedException {
    int zeros = 0;
    while (!readFlag()) {
      if (++zeros > MAX_GOLOMB_ZEROS) {
        throw new MalformedException(Reason.BAD_VALUE, position >> 3, "Exp-Golomb code too long");
      }
    }
    long value = (1L << zeros) - 1 + readLong(zeros);
    if (value > Integer.MAX_VALUE) {
      throw new MalformedException(Reason.BAD_VALUE, position >> 3, "Exp-Golomb value too large");
    }
    return (int) value;
  }

  /// An unsigned Exp-Golomb value of at most `max`.
  public int readUe(int max, String name) throws MalformedException {
    int value = readUe();
    if (value > max) {
      throw new MalformedException(
          Reason.BAD_VALUE, position >> 3, name + " is " + value + ", at most " + max);
    }
    return value;
  }

  /// A signed Exp-Golomb value, ISO/IEC 14496-10 §9.1.1.
  public int readSe() throws MalformedException {
    int code = readUe();
    return (code & 1) == 1 ? (code >>> 1) + 1 : -(code >>> 1);
  }

  public void skip(int count) throws MalformedException {
    need(count);
    position += count;
  }

  /// Moves on to the next byte boundary.
  public void align() {
    position = position + 7 & ~7;
  }

  private void need(int count) throws MalformedException {
    if (count < 0 || count > bitsLeft()) {
      throw new MalformedException(
          Reason.TRUNCATED, position >> 3, "ends " + (count - bitsLeft()) + " bits too early");
    }
  }
}
