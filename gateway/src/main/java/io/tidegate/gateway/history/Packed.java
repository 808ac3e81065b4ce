package io.tidegate.gateway.history;

/// A number that is not negative in 16 bits, five of exponent and eleven of mantissa: exact to
/// 2047, then to one part in 2,000, up to 4·10¹²; or nothing. Stateless.
final class Packed {
  /// Nothing is known.
  static final short ABSENT = (short) 0xffff;

  private static final int MANTISSA_BITS = 11;
  private static final int MANTISSA = (1 << MANTISSA_BITS) - 1;
  private static final int MAX_EXPONENT = 31;

  /// One below [#ABSENT].
  private static final short MOST = (short) 0xfffe;

  private Packed() {}

  /// Rounded to a whole number first; NaN is nothing, what is negative is 0.
  static short pack(double value) {
    if (Double.isNaN(value)) {
      return ABSENT;
    }
    long whole = Math.round(Math.max(0, value));
    int exponent = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(whole) - MANTISSA_BITS);
    if (exponent > MAX_EXPONENT) {
      return MOST;
    }
    long mantissa = (whole + ((1L << exponent) >> 1)) >> exponent;
    if (mantissa > MANTISSA) {
      mantissa >>= 1;
      exponent++;
    }
    int packed = (exponent << MANTISSA_BITS) | (int) mantissa;
    return exponent > MAX_EXPONENT || (short) packed == ABSENT ? MOST : (short) packed;
  }

  /// NaN for nothing.
  static double unpack(short packed) {
    int bits = packed & 0xffff;
    return packed == ABSENT
        ? Double.NaN
        : (double) (bits & MANTISSA) * (1L << (bits >>> MANTISSA_BITS));
  }
}
