package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import java.io.ByteArrayOutputStream;

/// Writes bits, most significant first: parameter sets for tests.
final class BitWriter {
  private final StringBuilder bits = new StringBuilder();

  BitWriter bits(long value, int count) {
    for (int i = count - 1; i >= 0; i--) {
      bits.append((value >> i & 1) == 1 ? '1' : '0');
    }
    return this;
  }

  BitWriter flag(boolean value) {
    return bits(value ? 1 : 0, 1);
  }

  BitWriter ue(int... values) {
    for (int value : values) {
      int length = 64 - Long.numberOfLeadingZeros(value + 1L);
      bits(0, length - 1).bits(value + 1L, length);
    }
    return this;
  }

  /// Zeros up to the next whole byte.
  BitWriter align() {
    return bits(0, -bits.length() & 7);
  }

  /// The bits, and zeros up to `length` bytes.
  Bytes toBytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < bits.length(); i++) {
      bytes[i >> 3] |= (byte) ((bits.charAt(i) - '0') << (7 - (i & 7)));
    }
    return Bytes.wrap(bytes);
  }

  /// The bits, and zeros up to the next whole byte.
  Bytes toBytes() {
    return toBytes((bits.length() + 7) / 8);
  }

  /// rbsp_trailing_bits(), then the NAL unit with emulation prevention.
  Bytes toNal() {
    bits.append('1');
    while (bits.length() % 8 != 0) {
      bits.append('0');
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int zeros = 0;
    for (int i = 0; i < bits.length(); i += 8) {
      int value = Integer.parseInt(bits.substring(i, i + 8), 2);
      if (zeros >= 2 && value <= 3) {
        out.write(3);
        zeros = 0;
      }
      out.write(value);
      zeros = value == 0 ? zeros + 1 : 0;
    }
    return Bytes.wrap(out.toByteArray());
  }
}
