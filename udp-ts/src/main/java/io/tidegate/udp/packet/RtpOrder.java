package io.tidegate.udp.packet;

import io.tidegate.media.Bytes;
import io.tidegate.media.SerialNumber;
import java.util.function.Consumer;

/// Puts the packets of one sender in order, and waits a little for those that are missing.
/// Loop-confined.
///
/// A packet that is missing is given up when the oldest one behind it has waited for
/// [#MAX_WAIT_NANOS], or when the window is full. Another synchronization source, or a number far
/// away twice in a row, is a sender that began anew (RFC 3550 appendix A.1): what is held goes out,
/// and nothing between counts as lost.
final class RtpOrder {
  /// Packets; a power of two. What 25 Mbit/s bring in 50 ms.
  static final int WINDOW = 128;

  /// Routers that share the load swap packets that are a few milliseconds apart.
  static final long MAX_WAIT_NANOS = 50_000_000;

  /// MAX_DROPOUT of RFC 3550 appendix A.1.
  static final int MAX_DROPOUT = 3_000;

  /// A number behind by more than this is no late packet.
  static final int MAX_MISORDER = 1_000;

  private static final long NO_SOURCE = -1;
  private static final int NO_SUSPECT = -1;

  private record Held(Bytes payload, long arrivedNanos) {}

  private final Held[] slots = new Held[WINDOW];
  private final Consumer<Bytes> out;
  private long source = NO_SOURCE;
  private int expected;
  private int held;
  private int suspectNext = NO_SUSPECT;
  private long lost;
  private long late;
  private long restarts;

  /// @param out takes the payloads in order
  RtpOrder(Consumer<Bytes> out) {
    this.out = out;
  }

  void offer(RtpPacket packet, long nowNanos) {
    if (packet.ssrc() != source) {
      restart(packet.ssrc(), packet.sequence());
    }
    int distance = SerialNumber.RTP.distance(expected, packet.sequence());
    if (distance > MAX_DROPOUT || distance < -MAX_MISORDER) {
      if (packet.sequence() != suspectNext) {
        suspectNext = SerialNumber.RTP.plus(packet.sequence(), 1);
        lost++;
        return;
      }
      restart(packet.ssrc(), packet.sequence());
      distance = 0;
    }
    suspectNext = NO_SUSPECT;
    if (distance < 0) {
      late++;
      return;
    }
    for (int over = distance - WINDOW; over >= 0; over--) {
      advance();
    }
    int slot = slot(packet.sequence());
    if (slots[slot] == null) {
      slots[slot] = new Held(packet.payload(), nowNanos);
      held++;
    }
    expire(nowNanos);
  }

  /// Hands on what is next in order, and what has waited too long for those missing before it.
  void expire(long nowNanos) {
    while (held > 0) {
      if (slots[slot(expected)] == null && nowNanos - oldestNanos() < MAX_WAIT_NANOS) {
        return;
      }
      advance();
    }
  }

  /// Packets that never came in time.
  long lost() {
    return lost;
  }

  /// Packets that came after they were given up, or twice.
  long late() {
    return late;
  }

  /// How often a sender began anew.
  long restarts() {
    return restarts;
  }

  private void restart(long ssrc, int sequence) {
    while (held > 0) {
      advance();
    }
    restarts += source == NO_SOURCE ? 0 : 1;
    source = ssrc;
    expected = sequence;
    suspectNext = NO_SUSPECT;
  }

  private void advance() {
    int slot = slot(expected);
    Held next = slots[slot];
    expected = SerialNumber.RTP.plus(expected, 1);
    if (next == null) {
      lost++;
      return;
    }
    slots[slot] = null;
    held--;
    out.accept(next.payload);
  }

  /// Of those held: the one that has waited longest.
  private long oldestNanos() {
    long oldest = Long.MAX_VALUE;
    for (Held one : slots) {
      if (one != null && (oldest == Long.MAX_VALUE || one.arrivedNanos - oldest < 0)) {
        oldest = one.arrivedNanos;
      }
    }
    return oldest;
  }

  private static int slot(int number) {
    return number & WINDOW - 1;
  }
}
