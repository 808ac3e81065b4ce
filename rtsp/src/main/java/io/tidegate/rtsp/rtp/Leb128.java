package io.tidegate.rtsp.rtp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;

/// Numbers of seven bits a byte, as AV1 writes lengths. AV1 §4.10.5.
final class Leb128 {
  /// No more bytes are read: AV1 allows eight, and no length here needs five.
  private static final int MAX_BYTES = 5;

  private Leb128() {}

  /// The number at `at`, or -1 when it does not end.
  static long read(Bytes bytes, int at) {
    long value = 0;
    for (int i = 0; i < MAX_BYTES && at + i < bytes.length(); i++) {
      int next = bytes.u8(at + i);
      value |= (long) (next & 0x7F) << (7 * i);
      if ((next & 0x80) == 0) {
        return value;
      }
    }
    return -1;
  }

  /// Bytes that [#read] takes at `at`.
  static int length(Bytes bytes, int at) {
    int length = 0;
    while (length < MAX_BYTES && at + length < bytes.length()) {
      if ((bytes.u8(at + length++) & 0x80) == 0) {
        break;
      }
    }
    return length;
  }

  static void write(ByteWriter out, int value) {
    int left = value;
    while (left > 0x7F) {
      out.u8((left & 0x7F) | 0x80);
      left >>>= 7;
    }
    out.u8(left);
  }
}
