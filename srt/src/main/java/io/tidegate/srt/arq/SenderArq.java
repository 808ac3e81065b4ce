package io.tidegate.srt.arq;

import io.tidegate.media.SerialNumber;
import java.util.Arrays;
import java.util.PriorityQueue;

/// Watches the packets that our libsrt sends to a peer and the peer's reports about them, and adds
/// the copies that an [ArqPolicy] decides on. libsrt answers each report too.
///
/// 1. [#agreed] tells the latency, once the handshake is through.
/// 2. [#data], [#reported] and [#ack] are called for each packet that passes.
/// 3. [#poll] is called after each batch of packets, and when [#nextDueNanos] has come.
///
/// Has no clock: the time is passed in, in nanoseconds of [System#nanoTime()], and never goes back.
/// Relay thread only. The sequence numbers are those of draft-sharabayko-srt §3.1.
public final class SenderArq {
  /// Where copies are asked for.
  @FunctionalInterface
  public interface ResendSink {
    /// Sends a copy of the data packet `sequence`, if it is still there.
    void resend(int sequence);
  }

  /// Packets whose time of sending is remembered: 1.7 s at 100 Mbit/s. A power of two.
  public static final int REMEMBERED = 16_384;

  /// Copies that wait for their time.
  private static final int MAX_WAITING = 8_192;

  /// Two reports of a packet within this share of a round trip are one report.
  private static final double ROUND = 0.9;

  /// A full ACK that names a packet so long after a round trip reports it: the interval of ACKs and
  /// a little more.
  private static final double ACK_MARGIN_MS = 14;

  private static final int DEFAULT_LATENCY_MS = 120;
  private static final long TICK_NANOS = ArqPolicy.TICK_MS * 1_000_000L;
  private static final SerialNumber SERIAL = SerialNumber.SRT;

  /// A copy to come.
  private record Copy(int sequence, long dueNanos) {}

  private final ArqPolicy policy;
  private final ResendSink out;
  private final DecisionLog log;
  private final ArqCounters counters = new ArqCounters();
  private final RoundTrip roundTrip = new RoundTrip();
  private final LossWindow losses = new LossWindow();
  private final RepeatBudget budget = new RepeatBudget();
  private final PriorityQueue<Copy> waiting =
      new PriorityQueue<>((one, other) -> Long.signum(one.dueNanos() - other.dueNanos()));
  private final int[] sequences = new int[REMEMBERED];
  private final long[] sentNanos = new long[REMEMBERED];
  private final long[] roundNanos = new long[REMEMBERED];
  private final byte[] rounds = new byte[REMEMBERED];
  private final byte[] copies = new byte[REMEMBERED];
  private double latencyMs = DEFAULT_LATENCY_MS;
  private LinkPlan plan;
  private boolean started;
  private int highest;
  private long nextTickNanos;

  public SenderArq(ArqPolicy policy, ResendSink out, DecisionLog log, long nowNanos) {
    this.policy = policy;
    this.out = out;
    this.log = log;
    this.nextTickNanos = nowNanos + TICK_NANOS;
    Arrays.fill(sequences, -1); // sequence numbers are 31-bit
    this.plan = policy.onTick(link());
    budget.share(plan.extraShare());
  }

  /// The latency that holds for what we send, in milliseconds.
  public void agreed(double newLatencyMs) {
    latencyMs = newLatencyMs;
  }

  /// libsrt sends a data packet. Not for packets of the packet filter.
  ///
  /// @param retransmitted its R flag
  public void data(int sequence, boolean retransmitted, long nowNanos) {
    counters.dataPackets++;
    if (retransmitted) {
      return;
    }
    if (started && SERIAL.distance(highest, sequence) <= 0) {
      return;
    }
    started = true;
    highest = sequence;
    int slot = slot(sequence);
    sequences[slot] = sequence;
    sentNanos[slot] = nowNanos;
    rounds[slot] = 0;
    copies[slot] = 0;
    budget.dataPacket();
    losses.packet(false);
  }

  /// The peer reports that the packets from `first` to `last` are missing; libsrt is told too.
  public void reported(int first, int last, long nowNanos) {
    if (SERIAL.distance(first, last) < 0) {
      return;
    }
    int from = Math.max(SERIAL.distance(highest, first), 1 - REMEMBERED);
    int to = Math.min(SERIAL.distance(highest, last), 0);
    for (int ahead = from; ahead <= to && started; ahead++) {
      lost(SERIAL.plus(highest, ahead), true, nowNanos);
    }
  }

  /// A full ACK of the peer. It names the first packet that is missing, every 10 ms: a second
  /// report, when the first one got lost.
  public void ack(int firstMissing, int rttMicros, int rttVarMicros, long nowNanos) {
    roundTrip.told(rttMicros / 1e3, rttVarMicros / 1e3, nowNanos);
    int slot = slot(firstMissing);
    if (firstMissing >= 0
        && sequences[slot] == firstMissing
        && (nowNanos - sentNanos[slot]) / 1e6 > roundTrip.smoothedMs() + ACK_MARGIN_MS) {
      lost(firstMissing, false, nowNanos);
    }
  }

  /// When [#poll] has something to do at the latest.
  public long nextDueNanos() {
    Copy next = waiting.peek();
    return next == null || next.dueNanos() - nextTickNanos > 0 ? nextTickNanos : next.dueNanos();
  }

  /// Sends the copies that are due.
  public void poll(long nowNanos) {
    while (nowNanos - nextTickNanos >= 0) {
      nextTickNanos += TICK_NANOS;
      plan = policy.onTick(link());
      budget.share(plan.extraShare());
    }
    for (Copy next = waiting.peek();
        next != null && nowNanos - next.dueNanos() >= 0;
        next = waiting.peek()) {
      waiting.poll();
      if (sequences[slot(next.sequence())] == next.sequence()) {
        counters.reports++;
        out.resend(next.sequence());
      }
    }
  }

  /// What holds now.
  public LinkView view() {
    return counters.view(policy.name(), plan, link());
  }

  /// @param answered libsrt answers this report with a copy of its own
  private void lost(int sequence, boolean answered, long nowNanos) {
    int slot = slot(sequence);
    if (sequences[slot] != sequence) {
      return;
    }
    double sinceMs = (nowNanos - roundNanos[slot]) / 1e6;
    if (rounds[slot] > 0 && sinceMs < ROUND * roundTrip.smoothedMs()) {
      return;
    }
    if (rounds[slot] == 0) {
      counters.lostPackets++;
      losses.packet(true);
    }
    if (plan.mode() == LinkPlan.Mode.FORWARD) {
      rounds[slot] = 1;
      return;
    }
    roundNanos[slot] = nowNanos;
    Missing miss = missing(slot, nowNanos);
    rounds[slot] = (byte) Math.min(Byte.MAX_VALUE, rounds[slot] + 1);
    Link link = link();
    Decision decision = policy.onReported(miss.question(nowNanos), link);
    counters.decided(decision.reason());
    int added = add(sequence, decision, !answered && miss.deadlineNanos - nowNanos >= 0, nowNanos);
    copies[slot] = (byte) Math.min(Byte.MAX_VALUE, miss.sent + added + (answered ? 1 : 0));
    DecisionRecord.Event event =
        added > 0 ? DecisionRecord.Event.REPORTED : DecisionRecord.Event.GAVE_UP;
    double leftMs = (miss.deadlineNanos - nowNanos) / 1e6;
    log.append(event, miss, decision.reason(), added, leftMs, link, nowNanos);
  }

  /// A packet must leave within the latency after it was sent first; the ways of both cancel out.
  private Missing missing(int slot, long nowNanos) {
    long deadlineNanos = sentNanos[slot] + (long) (latencyMs * 1e6);
    Missing miss = new Missing(sequences[slot], nowNanos, deadlineNanos, 1);
    miss.round = rounds[slot];
    miss.sent = copies[slot];
    return miss;
  }

  /// @param atOnce one copy more, in place of the one that libsrt does not send
  private int add(int sequence, Decision decision, boolean atOnce, long nowNanos) {
    int added = atOnce && !budget.exhausted() ? schedule(sequence, nowNanos) : 0;
    int wanted = Math.min(decision.copies(), Decision.MAX_COPIES);
    // no copy is of use after the latency
    double spacingMs = Math.clamp(decision.spacingMs(), 0, latencyMs);
    for (int i = 1; i <= wanted; i++) {
      added += schedule(sequence, nowNanos + (long) (i * spacingMs * 1e6));
    }
    return added;
  }

  private int schedule(int sequence, long dueNanos) {
    if (waiting.size() >= MAX_WAITING) {
      return 0;
    }
    budget.spendExtra(1);
    waiting.add(new Copy(sequence, dueNanos));
    return 1;
  }

  private Link link() {
    double forward = losses.share();
    double rttMs = roundTrip.smoothedMs();
    double rttMinMs = roundTrip.minimumMs();
    return new Link(
        latencyMs,
        rttMs,
        rttMinMs,
        roundTrip.deviationMs(),
        forward,
        forward,
        0,
        budget.extraLeft(),
        budget.exhausted(),
        Math.max(0, rttMs - rttMinMs),
        budget.spentShare());
  }

  private static int slot(int sequence) {
    return sequence & (REMEMBERED - 1);
  }
}
