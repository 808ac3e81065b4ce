package io.tidegate.media.wire;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Reason;

/// Reads values one after the other, big-endian. What is not there is [Reason#TRUNCATED]; nothing
/// is allocated for a length before so many bytes are known to be there. Loop-confined.
public final class WireReader {
  private final Bytes bytes;
  private int at;

  public WireReader(Bytes bytes) {
    this.bytes = bytes;
  }

  /// Bytes not read yet.
  public int left() {
    return bytes.length() - at;
  }

  public int u8() throws MalformedException {
    return bytes.u8(take(1));
  }

  public int u16() throws MalformedException {
    return bytes.u16(take(2));
  }

  public long u32() throws MalformedException {
    return bytes.u32(take(4));
  }

  public int s32() throws MalformedException {
    return bytes.s32(take(4));
  }

  public long s64() throws MalformedException {
    return bytes.u64(take(8));
  }

  /// Nanoseconds.
  public MediaTime time() throws MalformedException {
    return new MediaTime(s64());
  }

  /// 0 or 1.
  public boolean flag() throws MalformedException {
    int value = u8();
    if (value > 1) {
      throw malformed(Reason.BAD_VALUE, "a flag of " + value);
    }
    return value == 1;
  }

  /// A length in 32 bits and so many bytes, which share the memory of the whole.
  public Bytes bytes() throws MalformedException {
    long length = u32();
    if (length > left()) {
      throw malformed(Reason.TRUNCATED, length + " bytes are said, " + left() + " are there");
    }
    return bytes((int) length);
  }

  /// So many bytes, which share the memory of the whole.
  public Bytes bytes(int length) throws MalformedException {
    return bytes.slice(take(length), length);
  }

  /// What is left.
  public Bytes rest() {
    Bytes rest = bytes.slice(at);
    at = bytes.length();
    return rest;
  }

  /// Nothing may be left.
  public void end() throws MalformedException {
    if (left() > 0) {
      throw malformed(Reason.BAD_LENGTH, left() + " bytes too many");
    }
  }

  /// That something here is wrong.
  public MalformedException malformed(Reason reason, String message) {
    return new MalformedException(reason, at, message);
  }

  private int take(int count) throws MalformedException {
    if (count < 0 || count > left()) {
      throw malformed(Reason.TRUNCATED, count + " bytes are due, " + left() + " are there");
    }
    int from = at;
    at += count;
    return from;
  }
}
