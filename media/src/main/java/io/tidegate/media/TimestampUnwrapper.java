package io.tidegate.media;

/// Turns the wrapping timestamps of one clock into unwrapped 64-bit ticks.
///
/// Each value is taken to be the one nearest to the last: at most half the range away, in either
/// direction, so B-frame order and packets out of order are followed as well as the wrap itself.
/// The first value is kept as it is. Loop-confined: one instance per clock, fed in arrival order.
///
/// A value more than [#MAX_WRAPS] ranges from zero is kept as it is too, like the first: only a
/// peer that leaps on purpose comes there, and the sum must not grow past what [MediaTime] holds.
///
/// Widths in use: 33 bits of MPEG-TS PTS, DTS and PCR base (ISO/IEC 13818-1 §2.4.3.7), 32 bits of
/// RTP (RFC 3550 §5.1) and of RTMP milliseconds.
public final class TimestampUnwrapper {
  /// 139 years of RTMP milliseconds, still half of what nanoseconds in 64 bits hold.
  public static final int MAX_WRAPS = 1 << 10;

  private final long range;
  private long last;
  private boolean started;

  /// @param bits width of the wrapping counter, 1 to 62
  public TimestampUnwrapper(int bits) {
    if (bits < 1 || bits > 62) {
      throw new IllegalArgumentException("width must be 1 to 62 bits: " + bits);
    }
    range = 1L << bits;
  }

  /// The unwrapped value of `wrapped`, of which only the low bits count.
  public long unwrap(long wrapped) {
    long value = wrapped & (range - 1);
    if (!started) {
      started = true;
      last = value;
      return value;
    }
    long forward = (value - last) & (range - 1);
    last += forward < range / 2 ? forward : forward - range;
    if (Math.abs(last) / range >= MAX_WRAPS) {
      last = value;
    }
    return last;
  }

  /// Forgets the past: the next value is kept as it is.
  public void reset() {
    started = false;
    last = 0;
  }
}
