package io.tidegate.srt.relay;

import io.tidegate.srt.packet.SrtPacket;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;

/// One direction of a running drill: holds packets until they are due, and follows the data that it
/// dropped. Relay thread only.
final class DrillLane {
  /// Packets held at once: ten seconds of 15 Mbit/s, one of 150. What comes on top is lost.
  private static final int MAX_HELD = 16_384;

  /// Dropped packets that are followed at once; further ones count as lost.
  private static final int MAX_FOLLOWED = 16_384;

  /// How long after its time a copy still counts as late and not as lost.
  static final long LATE_NANOS = 1_000_000_000;

  /// Takes a packet that has arrived at the other end.
  interface Arrival {
    void arrived(byte[] packet, long nowNanos);
  }

  private static final class Held implements Comparable<Held> {
    private final long dueNanos;
    private final long order;
    private final byte[] packet;

    private Held(long dueNanos, long order, byte[] packet) {
      this.dueNanos = dueNanos;
      this.order = order;
      this.packet = packet;
    }

    @Override
    public int compareTo(Held other) {
      int byTime = Long.signum(dueNanos - other.dueNanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final ImpairedLane lane;
  private final Arrival arrival;
  private final PriorityQueue<Held> held = new PriorityQueue<>();
  private final Map<Integer, Long> dropped = new LinkedHashMap<>();
  private long order;
  private long overflown;
  private long recovered;
  private long late;
  private long lost;

  DrillLane(ImpairedLane lane, Arrival arrival) {
    this.lane = lane;
    this.arrival = arrival;
  }

  /// Takes a packet that comes now.
  ///
  /// @param latencyNanos within which a copy of a dropped packet is of use
  void take(ByteBuffer buffer, int at, int length, long latencyNanos, long nowNanos) {
    long due = lane.fate(length, nowNanos);
    if (due != ImpairedLane.LOST && held.size() >= MAX_HELD) {
      overflown++;
      due = ImpairedLane.LOST;
    }
    if (isFollowed(buffer, at, length)) {
      int sequence = SrtPacket.sequence(buffer, at);
      boolean retransmitted = SrtPacket.isRetransmitted(buffer, at);
      if (due != ImpairedLane.LOST) {
        arrives(sequence, retransmitted, due, due - nowNanos > latencyNanos);
      } else if (!retransmitted) {
        follow(sequence, nowNanos + latencyNanos, nowNanos);
      }
    }
    if (due != ImpairedLane.LOST) {
      byte[] packet = new byte[length];
      buffer.get(at, packet);
      held.add(new Held(due, order++, packet));
    }
  }

  /// A packet goes past the drill, which is over.
  void passed(ByteBuffer buffer, int at, int length, long nowNanos) {
    if (!dropped.isEmpty() && isFollowed(buffer, at, length)) {
      arrives(SrtPacket.sequence(buffer, at), true, nowNanos, false);
    }
  }

  private static boolean isFollowed(ByteBuffer buffer, int at, int length) {
    return length >= SrtPacket.HEADER_BYTES
        && !SrtPacket.isControl(buffer, at)
        && SrtPacket.messageNumber(buffer, at) != SrtPacket.FILTER_MESSAGE_NUMBER;
  }

  private void follow(int sequence, long deadlineNanos, long nowNanos) {
    expire(nowNanos);
    if (dropped.size() >= MAX_FOLLOWED) {
      lost++;
    } else {
      dropped.put(sequence, deadlineNanos);
    }
  }

  private void arrives(int sequence, boolean retransmitted, long due, boolean belated) {
    Long deadline = dropped.remove(sequence);
    if (deadline != null && due - deadline <= 0) {
      recovered++;
    } else if (deadline != null || (belated && !retransmitted)) {
      late++;
    }
  }

  /// Dropped packets stay on the books a second longer than their latency, for late copies.
  private void expire(long nowNanos) {
    for (Iterator<Long> all = dropped.values().iterator(); all.hasNext(); ) {
      if (nowNanos - all.next() < LATE_NANOS) {
        return;
      }
      all.remove();
      lost++;
    }
  }

  /// Hands on what has arrived.
  void poll(long nowNanos) {
    for (Held next = held.peek();
        next != null && nowNanos - next.dueNanos >= 0;
        next = held.peek()) {
      held.poll();
      arrival.arrived(next.packet, nowNanos);
    }
    expire(nowNanos);
  }

  boolean isEmpty() {
    return held.isEmpty();
  }

  /// When the next packet arrives, or `none`.
  long nextDueNanos(long none) {
    Held next = held.peek();
    return next == null ? none : Math.min(none, next.dueNanos);
  }

  /// @param closed nothing comes any more: what is still followed is lost
  DrillReport.Direction report(boolean closed) {
    return new DrillReport.Direction(
        lane.packets(),
        lane.lost(),
        lane.queueLost() + overflown,
        lane.reordered(),
        recovered,
        late,
        closed ? lost + dropped.size() : lost);
  }
}
