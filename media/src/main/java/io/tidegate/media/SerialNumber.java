package io.tidegate.media;

/// Arithmetic of sequence numbers that wrap (RFC 1982): 16 bits in RTP, 31 bits in SRT.
///
/// Together with [TimestampUnwrapper] the only wrap arithmetic of the project. Immutable, any
/// thread.
///
/// @param bits width of the numbers, 1 to 31
public record SerialNumber(int bits) {
  /// RTP sequence numbers (RFC 3550 §5.1).
  public static final SerialNumber RTP = new SerialNumber(16);

  /// SRT packet sequence numbers (draft-sharabayko-srt §3).
  public static final SerialNumber SRT = new SerialNumber(31);

  public SerialNumber {
    if (bits < 1 || bits > 31) {
      throw new IllegalArgumentException("width must be 1 to 31 bits: " + bits);
    }
  }

  /// How far `later` is after `earlier`: from -2^(bits-1) to 2^(bits-1) - 1. Exactly half the range
  /// away, where RFC 1982 §3.2 leaves the order undefined, counts as before.
  public int distance(int earlier, int later) {
    int shift = 32 - bits;
    return (later - earlier) << shift >> shift;
  }

  public boolean isAfter(int candidate, int reference) {
    return distance(reference, candidate) > 0;
  }

  /// `number` moved by `steps`, wrapped into the range.
  public int plus(int number, int steps) {
    return (number + steps) & (int) ((1L << bits) - 1);
  }
}
