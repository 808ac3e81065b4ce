package io.tidegate.udp.packet;

import io.tidegate.media.MediaTime;

/// When the datagrams of a push go out. Pure; time comes from outside. Loop-confined.
///
/// 1. [#begin] with each piece, which is about a frame;
/// 2. [#waitNanos] before each datagram of it, [#sent] after.
///
/// The datagrams of a piece are spread over most of the time to the next one, as the stream's clock
/// (from which PCRs are made) counted it last. While more pieces wait, they go out one after the
/// other. In either case no more than [#BURST] go at once, and [#PER_MILLISECOND] in the long run.
public final class Pacer {
  /// A sixth of the send buffer of a socket as Linux makes it (208 KB), half a fast switch port's
  /// share.
  static final int BURST = 24;

  /// 168 Mbit/s: more than any stream has, and the most at which what has waited is caught up.
  static final int PER_MILLISECOND = 16;

  private static final long NANOS_PER_DATAGRAM = 1_000_000 / PER_MILLISECOND;

  /// Slow cameras send a picture now and then: it is not spread over more than this.
  private static final long MAX_SPREAD_NANOS = 100_000_000;

  private boolean begun;
  private MediaTime lastTime = MediaTime.ZERO;
  private long spreadNanos;
  private long startNanos;
  private int datagrams = 1;
  private int index;

  /// When the burst would be full again.
  private long fullAtNanos;

  /// @param count of its datagrams, at least 1
  /// @param time of the piece
  public void begin(int count, MediaTime time, long nowNanos) {
    long step = begun ? time.minus(lastTime).nanos() : 0;
    if (!begun) {
      fullAtNanos = nowNanos;
    }
    begun = true;
    lastTime = time;
    // a quarter is left for a loop that is late
    spreadNanos = Math.clamp(step, 0, MAX_SPREAD_NANOS) * 3 / 4;
    startNanos = nowNanos;
    datagrams = Math.max(1, count);
    index = 0;
  }

  /// Until the next datagram may go, 0 for now.
  ///
  /// @param behind more pieces wait
  public long waitNanos(boolean behind, long nowNanos) {
    long due = behind ? nowNanos : startNanos + spreadNanos * index / datagrams;
    long allowed = fullAtNanos - (BURST - 1) * NANOS_PER_DATAGRAM;
    return Math.max(0, Math.max(due - nowNanos, allowed - nowNanos));
  }

  public void sent(long nowNanos) {
    index++;
    long from = fullAtNanos - nowNanos < 0 ? nowNanos : fullAtNanos;
    fullAtNanos = from + NANOS_PER_DATAGRAM;
  }
}
