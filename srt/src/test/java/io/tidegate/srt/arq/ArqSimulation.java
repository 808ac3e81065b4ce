package io.tidegate.srt.arq;

import io.tidegate.media.Nullable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeSet;

/// A sender, two lossy ways and a receiver in made-up time: a model of libsrt 1.5's live mode with
/// our engines in place. Deterministic for a seed.
///
/// It models: the report of a gap at once, periodic reports every max(20 ms, (RTT + 4 RTTVar) / 2),
/// the sender's repeat window SRTT - 4 RTTVar, full ACKs every 10 ms and their ACKACKs, a receiver
/// that gives a gap up when the first packet behind it is due, and a bottleneck with a drop-tail
/// queue in front of the way.
final class ArqSimulation {
  /// @param residual share of packets never delivered
  /// @param overhead copies on the wire as a share of the packets
  record Result(double residual, double overhead, int lost, @Nullable LinkView view) {}

  private static final double STEP_MS = 1316 * 8 / 4000.0;
  private static final double WIRE_BITS = 1332 * 8.0;
  private static final double SENDER_KEEPS_MS = 1020;

  private record Event(double atMs, long order, Runnable what) {}

  private final ArqCell cell;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>((one, other) ->
          one.atMs() != other.atMs()
              ? Double.compare(one.atMs(), other.atMs())
              : Long.compare(one.order(), other.order()));
  private long order;
  private double nowMs;

  private final LossProcess forward;
  private final LossProcess reverse;
  private double linkFreeMs;

  // the sender
  private final double[] lastRepeatMs;
  private double toldRttMs = 100;
  private double toldVarMs = 50;
  private int toldAck;
  private long copies;
  private final @Nullable SenderArq senderArq;

  // the receiver
  private final BitSet got = new BitSet();
  private int highest = -1;
  private int head;
  private final TreeSet<Integer> gaps = new TreeSet<>();
  private double nextPeriodicMs;
  private double rttMs = 100;
  private double varMs = 50;
  private boolean measured;
  private int acks;
  private int lastAckAckMs;
  private final @Nullable ReceiverArq receiverArq;

  private ArqSimulation(ArqCell cell) {
    this.cell = cell;
    this.forward = new LossProcess(cell.seed() * 7919 + 1, cell.loss(), cell.burstMs());
    this.reverse = new LossProcess(cell.seed() * 7919 + 2, cell.loss(), cell.burstMs());
    this.lastRepeatMs = new double[cell.packets()];
    Arrays.fill(lastRepeatMs, -1e9);
    this.receiverArq =
        cell.policy().isEmpty()
            ? null
            : new ReceiverArq(
                ArqPolicies.of(cell.policy()), this::sendReport, new DecisionLog(), nanos());
    this.senderArq =
        cell.senderPolicy().isEmpty()
            ? null
            : new SenderArq(
                ArqPolicies.of(cell.senderPolicy()), this::resend, new DecisionLog(), nanos());
    if (receiverArq != null) {
      receiverArq.agreed(cell.latencyMs());
    }
    if (senderArq != null) {
      senderArq.agreed(cell.latencyMs());
    }
  }

  static Result run(ArqCell cell) {
    return new ArqSimulation(cell).run();
  }

  private Result run() {
    at(0, () -> emit(0));
    at(10, this::acknowledge);
    at(0.5, this::pollEngines);
    double end = cell.packets() * STEP_MS + cell.latencyMs() + cell.rttMs() + 2_000;
    while (!events.isEmpty()) {
      Event event = events.poll();
      if (event.atMs() > end) {
        break;
      }
      nowMs = event.atMs();
      event.what().run();
    }
    int first = got.nextSetBit(0);
    int counted = cell.packets() - first;
    int lost = cell.packets() - got.cardinality() - first;
    LinkView view =
        receiverArq != null ? receiverArq.view() : senderArq != null ? senderArq.view() : null;
    return new Result(lost / (double) counted, copies / (double) counted, lost, view);
  }

  private void at(double ms, Runnable what) {
    events.add(new Event(ms, order++, what));
  }

  private long nanos() {
    return (long) (nowMs * 1e6);
  }

  private double emittedMs(int sequence) {
    return sequence * STEP_MS;
  }

  // ---- sender

  private void emit(int sequence) {
    if (senderArq != null) {
      senderArq.data(sequence, false, nanos());
    }
    transmit(sequence, false);
    if (sequence + 1 < cell.packets()) {
      at(emittedMs(sequence + 1), () -> emit(sequence + 1));
    }
  }

  private void resend(int sequence) {
    copies++;
    transmit(sequence, true);
  }

  private void transmit(int sequence, boolean copy) {
    if (forward.drops(nowMs)) {
      return;
    }
    double leavesMs = nowMs;
    if (cell.rateKbps() > 0) {
      double startMs = Math.max(linkFreeMs, nowMs);
      if (startMs - nowMs > cell.queueMs()) {
        return;
      }
      linkFreeMs = startMs + WIRE_BITS / cell.rateKbps();
      leavesMs = linkFreeMs;
    }
    double extra = forward.chance() < cell.reorder() ? cell.reorderMs() : 0;
    at(leavesMs + cell.rttMs() / 2 + extra, () -> arrive(sequence, copy));
  }

  private void reported(List<Integer> sequences) {
    for (int sequence : sequences) {
      boolean recent = nowMs - lastRepeatMs[sequence] < toldRttMs - 4 * toldVarMs;
      if (!recent && nowMs - emittedMs(sequence) < SENDER_KEEPS_MS) {
        lastRepeatMs[sequence] = nowMs;
        resend(sequence);
      }
      if (senderArq != null) {
        senderArq.reported(sequence, sequence, nanos());
      }
    }
  }

  private void acked(int number, int firstMissing, double rtt, double var) {
    // a sender takes the round trip only from an ACK that advances
    if (firstMissing > toldAck) {
      toldAck = firstMissing;
      toldRttMs = rtt;
      toldVarMs = var;
    }
    if (senderArq != null) {
      senderArq.ack(firstMissing, (int) (rtt * 1e3), (int) (var * 1e3), nanos());
    }
    if (nowMs - lastAckAckMs >= 10) {
      lastAckAckMs = (int) nowMs;
      if (!forward.drops(nowMs)) {
        double leavesMs = Math.max(linkFreeMs, nowMs);
        at(leavesMs + cell.rttMs() / 2, () -> ackAcked(number));
      }
    }
  }

  // ---- receiver

  private final double[] ackLeftMs = new double[1 << 16];

  private void acknowledge() {
    advance();
    int firstMissing = gaps.isEmpty() ? highest + 1 : gaps.first();
    int number = ++acks;
    ackLeftMs[number & 0xffff] = nowMs;
    double var = varMs;
    if (receiverArq != null) {
      var = receiverArq.ack(number, (int) (rttMs * 1e3), (int) (varMs * 1e3), nanos()) / 1e3;
    }
    double told = var;
    double rtt = rttMs;
    if (!reverse.drops(nowMs)) {
      at(nowMs + cell.rttMs() / 2, () -> acked(number, firstMissing, rtt, told));
    }
    periodicReport();
    at(nowMs + 10, this::acknowledge);
  }

  private void ackAcked(int number) {
    double sample = nowMs - ackLeftMs[number & 0xffff];
    varMs = measured ? varMs + (Math.abs(sample - rttMs) - varMs) / 4 : sample / 2;
    rttMs = measured ? rttMs + (sample - rttMs) / 8 : sample;
    measured = true;
    if (receiverArq != null) {
      receiverArq.ackAck(number, nanos());
    }
  }

  private void pollEngines() {
    if (receiverArq != null) {
      receiverArq.poll(nanos());
    }
    if (senderArq != null) {
      senderArq.poll(nanos());
    }
    at(nowMs + 0.5, this::pollEngines);
  }

  private double dueMs(int sequence) {
    return emittedMs(sequence) + cell.rttMs() / 2 + cell.latencyMs();
  }

  /// Packets that are due are delivered, and gaps before them are given up.
  private void advance() {
    for (int next = got.nextSetBit(head);
        next >= 0 && dueMs(next) <= nowMs;
        next = got.nextSetBit(head)) {
      head = next + 1;
    }
    while (!gaps.isEmpty() && gaps.first() < head) {
      gaps.pollFirst();
    }
  }

  private void arrive(int sequence, boolean copy) {
    if (receiverArq != null) {
      receiverArq.data(sequence, copy, (int) (long) (emittedMs(sequence) * 1e3), nanos());
    }
    advance();
    if (sequence < head) {
      return;
    }
    got.set(sequence);
    gaps.remove(sequence);
    if (sequence > highest) {
      List<Integer> gap = new ArrayList<>();
      for (int missing = highest + 1; missing < sequence; missing++) {
        gap.add(missing);
      }
      gaps.addAll(gap);
      highest = sequence;
      if (!gap.isEmpty()) {
        ownReport(gap);
      }
    }
    periodicReport(); // libsrt looks at its timers with each packet
  }

  private void periodicReport() {
    double interval = Math.max(20, (rttMs + 4 * varMs) / 2);
    if (gaps.isEmpty()) {
      nextPeriodicMs = nowMs + interval;
    } else if (nowMs > nextPeriodicMs) {
      nextPeriodicMs = nowMs + interval;
      ownReport(List.copyOf(gaps));
    }
  }

  /// What libsrt reports by itself.
  private void ownReport(List<Integer> sequences) {
    if (receiverArq == null || receiverArq.forwardsReports()) {
      send(sequences);
    }
  }

  private void sendReport(int[] sequences, int count) {
    List<Integer> copy = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      copy.add(sequences[i]);
    }
    send(copy);
  }

  private void send(List<Integer> sequences) {
    if (!reverse.drops(nowMs)) {
      at(nowMs + cell.rttMs() / 2, () -> reported(sequences));
    }
  }
}
