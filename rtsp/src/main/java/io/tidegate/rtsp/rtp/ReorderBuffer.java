package io.tidegate.rtsp.rtp;

import io.tidegate.media.Nullable;
import io.tidegate.media.SerialNumber;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// Puts the packets of one source in order, waiting a bounded time for those that are missing.
/// Loop-confined.
///
/// 1. [#offer] for every packet that arrives;
/// 2. [#expire] as time goes by;
/// 3. [#flush] at the end.
///
/// Deliveries come out of each of them. A packet that is missing is given up when the oldest one
/// behind it waited long enough, or when the buffer is full. A number far from what is expected
/// means that the sender began anew (RFC 3550 appendix A.1): the buffer does the same.
final class ReorderBuffer {
  /// Packets held at most; a power of two. What 20 Mbit/s bring in 150 ms.
  static final int CAPACITY = 256;

  /// A leap over this is another sequence. MAX_DROPOUT of RFC 3550 appendix A.1
  static final int MAX_DROPOUT = 3_000;

  /// A number behind by more than this is no late packet. MAX_MISORDER is 100 there; half a second
  /// of a fast stream is more.
  static final int MAX_MISORDER = 1_000;

  /// A packet with its arrival and what is known to be missing right before it.
  ///
  /// @param lostBefore packets that never came, 0 for an unbroken sequence
  /// @param restarted the sender began a new sequence with this packet
  record Delivery(RtpPacket packet, long arrivedNanos, int lostBefore, boolean restarted) {}

  private record Held(RtpPacket packet, long arrivedNanos) {}

  private final Held[] slots = new Held[CAPACITY];
  private final long maxWaitNanos;
  private final Consumer<Delivery> out;
  private int held;
  private int expected;
  private boolean started;
  private boolean restarted;
  private int lostPending;
  private @Nullable Held suspect;
  private long lost;
  private long late;
  private long duplicates;
  private long reordered;

  /// @param maxWait zero where packets cannot come out of order
  ReorderBuffer(Duration maxWait, Consumer<Delivery> out) {
    maxWaitNanos = maxWait.toNanos();
    this.out = out;
  }

  void offer(RtpPacket packet, long nowNanos) {
    if (!started) {
      started = true;
      expected = packet.sequenceNumber();
    }
    int distance = SerialNumber.RTP.distance(expected, packet.sequenceNumber());
    if (distance > MAX_DROPOUT || distance < -MAX_MISORDER) {
      leap(new Held(packet, nowNanos));
      return;
    }
    suspect = null;
    if (distance < 0) {
      late++;
      return;
    }
    for (int over = distance - CAPACITY; over >= 0; over--) {
      advance();
    }
    put(new Held(packet, nowNanos));
    expire(nowNanos);
  }

  /// Delivers what is next in order, and what waited too long for those missing before it.
  void expire(long nowNanos) {
    while (held > 0) {
      if (slots[slot(expected)] == null && nowNanos - oldestNanos() < maxWaitNanos) {
        return;
      }
      advance();
    }
  }

  /// Delivers what is left, whatever is missing.
  void flush() {
    while (held > 0) {
      advance();
    }
  }

  /// Hands each number that is missing before a packet that is here to `consumer`, ascending.
  void missing(IntConsumer consumer) {
    int left = held;
    for (int i = 0; left > 0 && i < CAPACITY; i++) {
      int number = SerialNumber.RTP.plus(expected, i);
      if (slots[slot(number)] == null) {
        consumer.accept(number);
      } else {
        left--;
      }
    }
  }

  /// The next packet belongs to another sequence, whatever its number.
  void restart() {
    flush();
    started = false;
    suspect = null;
    lostPending = 0;
    restarted = true;
  }

  /// True while packets wait for one that is missing.
  boolean isWaiting() {
    return held > 0;
  }

  /// Packets that never came in time.
  long lost() {
    return lost;
  }

  /// Packets that came after they were given up, or twice after delivery.
  long late() {
    return late;
  }

  long duplicates() {
    return duplicates;
  }

  /// Packets that came after one behind them, and in time.
  long reordered() {
    return reordered;
  }

  /// One packet from far away may be a stray; a second one that continues it tells that the sender
  /// began anew. Where packets cannot come out of order, the first is believed.
  private void leap(Held packet) {
    Held before = suspect;
    boolean continues =
        before != null
            && SerialNumber.RTP.plus(before.packet.sequenceNumber(), 1)
                == packet.packet.sequenceNumber();
    if (maxWaitNanos > 0 && !continues) {
      suspect = packet;
      return;
    }
    flush();
    suspect = null;
    lostPending = 0;
    restarted = true;
    expected = packet.packet.sequenceNumber();
    if (before != null && continues) {
      expected = before.packet.sequenceNumber();
      put(before);
    }
    put(packet);
    expire(packet.arrivedNanos);
  }

  private void put(Held packet) {
    int slot = slot(packet.packet.sequenceNumber());
    if (slots[slot] != null) {
      duplicates++;
      return;
    }
    if (held > 0 && isOvertaken(packet.packet.sequenceNumber())) {
      reordered++;
    }
    slots[slot] = packet;
    held++;
  }

  /// True when a packet behind this number is here already.
  private boolean isOvertaken(int number) {
    int end = SerialNumber.RTP.plus(expected, CAPACITY);
    for (int i = SerialNumber.RTP.plus(number, 1); i != end; i = SerialNumber.RTP.plus(i, 1)) {
      if (slots[slot(i)] != null) {
        return true;
      }
    }
    return false;
  }

  /// Delivers the packet expected next, or gives it up.
  private void advance() {
    int slot = slot(expected);
    Held next = slots[slot];
    expected = SerialNumber.RTP.plus(expected, 1);
    if (next == null) {
      lost++;
      lostPending++;
      return;
    }
    slots[slot] = null;
    held--;
    Delivery delivery = new Delivery(next.packet, next.arrivedNanos, lostPending, restarted);
    lostPending = 0;
    restarted = false;
    out.accept(delivery);
  }

  private long oldestNanos() {
    return Arrays.stream(slots)
        .filter(slot -> slot != null)
        .mapToLong(Held::arrivedNanos)
        .min()
        .orElseThrow();
  }

  private static int slot(int number) {
    return number & CAPACITY - 1;
  }
}
