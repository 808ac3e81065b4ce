package io.tidegate.srt.arq;

import io.tidegate.media.SerialNumber;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/// Watches the packets that a peer sends us, notices what is missing, and carries out what an
/// [ArqPolicy] decides about it. Stands beside libsrt: it never sees a payload and never holds a
/// packet back.
///
/// 1. [#agreed] tells the latency, once the handshake is through.
/// 2. [#data], [#ackAck] and [#ack] are called for each packet that passes, [#forwardsReports]
///    before a report of libsrt's goes out.
/// 3. [#poll] is called after each batch of packets, and when [#nextDueNanos] has come.
///
/// Has no clock: the time is passed in, in nanoseconds of [System#nanoTime()], and never goes back.
/// Relay thread only. The sequence numbers are those of draft-sharabayko-srt §3.1.
public final class ReceiverArq {
  /// Where reports go.
  @FunctionalInterface
  public interface ReportSink {
    /// The first `count` of `sequences` are missing; ascending. The array is reused afterwards.
    void report(int[] sequences, int count);
  }

  /// More packets than this in one gap are no loss but an outage: reports would only add to it.
  static final int MAX_GAP = 8_192;

  /// Waited for at once; further losses are counted only.
  static final int MAX_MISSING = 16_384;

  /// Sequence numbers in one call of the sink.
  private static final int MAX_BATCH = 512;

  /// Between two rounds at least, whatever a policy says: about what timers can keep.
  private static final long MIN_ROUND_NANOS = 1_000_000;

  private static final int DEFAULT_LATENCY_MS = 120;
  private static final long TICK_NANOS = ArqPolicy.TICK_MS * 1_000_000L;
  private static final int TICKS_PER_SECOND = 1_000 / ArqPolicy.TICK_MS;
  private static final SerialNumber SERIAL = SerialNumber.SRT;

  private final ArqPolicy policy;
  private final ReportSink out;
  private final DecisionLog log;
  private final ArqCounters counters = new ArqCounters();
  private final RoundTrip roundTrip = new RoundTrip();
  private final AckClock acks = new AckClock();
  private final LossWindow losses = new LossWindow();
  private final ReportYield yield = new ReportYield();
  private final ReorderHold hold = new ReorderHold();
  private final QueueDelay queue = new QueueDelay();
  private final RepeatBudget budget = new RepeatBudget();
  private final Map<Integer, Missing> missing = new HashMap<>();
  private final PriorityQueue<Missing> due = new PriorityQueue<>(Missing.BY_DUE);
  private final ClosedBooks closed = new ClosedBooks();
  private final int[] batch = new int[MAX_BATCH];
  private int batched;
  private double latencyMs = DEFAULT_LATENCY_MS;
  private LinkPlan plan;
  private boolean started;
  private int highest;
  private long nextTickNanos;
  private int ticks;

  public ReceiverArq(ArqPolicy policy, ReportSink out, DecisionLog log, long nowNanos) {
    this.policy = policy;
    this.out = out;
    this.log = log;
    this.nextTickNanos = nowNanos + TICK_NANOS;
    this.plan = policy.onTick(link());
    budget.share(plan.extraShare());
  }

  /// The latency that holds for what the peer sends, in milliseconds.
  public void agreed(double newLatencyMs) {
    latencyMs = newLatencyMs;
  }

  /// A data packet came in. Not for packets of the packet filter, whose message number is 0.
  ///
  /// @param retransmitted its R flag
  /// @param timestampMicros its time stamp, 32 bits that wrap
  public void data(int sequence, boolean retransmitted, int timestampMicros, long nowNanos) {
    counters.dataPackets++;
    if (retransmitted) {
      yield.arrived();
    } else {
      budget.dataPacket();
    }
    if (!started) {
      started = true;
      highest = sequence;
      return;
    }
    int ahead = SERIAL.distance(highest, sequence);
    if (ahead <= 0) {
      late(sequence, -ahead, retransmitted, nowNanos);
      return;
    }
    if (!retransmitted) {
      queue.packet(timestampMicros, nowNanos);
    }
    if (ahead > 1) {
      gap(ahead - 1, nowNanos);
    }
    losses.packet(false);
    highest = sequence;
  }

  /// A full ACK of libsrt's goes out to the peer.
  ///
  /// @return the RTTVar to write into it, microseconds
  public int ack(int ackNumber, int rttMicros, int rttVarMicros, long nowNanos) {
    acks.left(ackNumber, nowNanos);
    // a sender ignores a report when it repeated the packet less than RTT - 4 RTTVar ago
    return plan.everyReportCounts() ? Math.max(rttVarMicros, rttMicros / 4 + 1) : rttVarMicros;
  }

  /// The peer's answer to a full ACK came in.
  public void ackAck(int ackNumber, long nowNanos) {
    double rttMs = acks.answered(ackNumber, nowNanos);
    if (rttMs >= 0) {
      roundTrip.sample(rttMs, nowNanos);
    }
  }

  /// Whether a report that libsrt wrote goes through. Counted when it does not.
  public boolean forwardsReports() {
    boolean forwards = plan.mode() == LinkPlan.Mode.FORWARD;
    if (!forwards) {
      counters.heldBackReports++;
    }
    return forwards;
  }

  /// When [#poll] has something to do at the latest.
  public long nextDueNanos() {
    Missing next = due.peek();
    return next == null || next.dueNanos - nextTickNanos > 0 ? nextTickNanos : next.dueNanos;
  }

  /// Does what is due, and sends what was decided since the last call.
  public void poll(long nowNanos) {
    while (nowNanos - nextTickNanos >= 0) {
      tick();
    }
    for (Missing next = due.peek();
        next != null && nowNanos - next.dueNanos >= 0;
        next = due.peek()) {
      due.poll();
      attend(next, nowNanos);
    }
    flush();
  }

  /// What holds now.
  public LinkView view() {
    return counters.view(policy.name(), plan, link());
  }

  private void tick() {
    nextTickNanos += TICK_NANOS;
    queue.tick();
    if (++ticks % TICKS_PER_SECOND == 0) {
      queue.second();
      hold.decay();
    }
    plan = policy.onTick(link());
    budget.share(plan.extraShare());
  }

  private void gap(int packets, long nowNanos) {
    counters.lostPackets += packets;
    int counted = Math.min(packets, MAX_GAP);
    for (int i = 0; i < counted; i++) {
      losses.packet(true);
    }
    if (packets > MAX_GAP || due.size() + packets > MAX_MISSING) {
      counters.untrackedPackets += packets;
      return;
    }
    // libsrt gives a gap up when the first packet behind it is due; that one came late itself
    long deadline = nowNanos + (long) ((latencyMs - queue.lastQueueMs()) * 1e6);
    for (int i = 1; i <= packets; i++) {
      Missing miss = new Missing(SERIAL.plus(highest, i), nowNanos, deadline, packets);
      missing.put(miss.sequence, miss);
      attend(miss, nowNanos);
    }
  }

  private void late(int sequence, int places, boolean retransmitted, long nowNanos) {
    Missing miss = missing.remove(sequence);
    if (miss != null && nowNanos - miss.deadlineNanos > 0) {
      close(miss, nowNanos);
      miss = null;
    }
    if (miss == null) {
      counters.duplicatePackets++;
      Missing lost = closed.remove(sequence);
      if (lost != null) {
        double lateMs = (nowNanos - lost.deadlineNanos) / 1e6;
        write(DecisionRecord.Event.LATE, lost, lost.lastReason, lost.sent, lateMs, nowNanos);
      }
      return;
    }
    double waitedMs = (nowNanos - miss.detectedNanos) / 1e6;
    if (!retransmitted) {
      hold.late(waitedMs, places, latencyMs);
    }
    miss.closed = true;
    counters.recoveredPackets++;
    write(DecisionRecord.Event.RECOVERED, miss, miss.lastReason, miss.sent, waitedMs, nowNanos);
  }

  /// Does what is due about `miss` and arms it again, or closes the books on it.
  private void attend(Missing miss, long nowNanos) {
    if (miss.closed) {
      return;
    }
    if (miss.givenUp) {
      close(miss, nowNanos);
      return;
    }
    if (miss.copiesLeft > 0) {
      report(miss, true);
      miss.copiesLeft--;
      miss.armAfterReport(nowNanos);
    } else {
      ask(miss, nowNanos);
    }
    due.add(miss);
  }

  private void ask(Missing miss, long nowNanos) {
    Link link = link();
    Decision decision = policy.onMissing(miss.question(nowNanos), link);
    counters.decided(decision.reason());
    miss.lastReason = decision.reason();
    double slackMs = (miss.deadlineNanos - nowNanos) / 1e6 - link.rttMs();
    switch (decision.action()) {
      case REPORT -> {
        miss.round++;
        miss.copiesLeft = Math.clamp(decision.copies(), 1, Decision.MAX_COPIES) - 1;
        miss.spacingNanos = Math.max(0, (long) (decision.spacingMs() * 1e6));
        miss.roundNanos = Math.max(MIN_ROUND_NANOS, (long) (decision.nextDueMs() * 1e6));
        report(miss, false);
        miss.armAfterReport(nowNanos);
        append(DecisionRecord.Event.REPORTED, miss, decision, slackMs, link, nowNanos);
      }
      case HOLD -> {
        miss.arm(nowNanos, Math.max(1, (long) (decision.nextDueMs() * 1e6)));
        if (decision.reason() != Decision.Reason.FORWARDED) {
          append(DecisionRecord.Event.HELD, miss, decision, slackMs, link, nowNanos);
        }
      }
      case GIVE_UP -> {
        miss.givenUp = true;
        miss.arm(nowNanos, Long.MAX_VALUE);
        if (decision.reason() != Decision.Reason.FORWARDED) {
          append(DecisionRecord.Event.GAVE_UP, miss, decision, slackMs, link, nowNanos);
        }
      }
    }
  }

  private void close(Missing miss, long nowNanos) {
    miss.closed = true;
    missing.remove(miss.sequence, miss);
    closed.add(miss);
    counters.unrecoveredPackets++;
    write(DecisionRecord.Event.LOST, miss, miss.lastReason, miss.sent, 0, nowNanos);
  }

  /// @param extra beyond the one report of this round
  private void report(Missing miss, boolean extra) {
    double copies = 1 - yield.reverseLoss(losses.share());
    if (extra) {
      budget.spendExtra(copies);
    } else {
      budget.spend(copies);
    }
    yield.asked(1);
    miss.sent++;
    counters.reports++;
    if (batched == MAX_BATCH) {
      flush();
    }
    batch[batched++] = miss.sequence;
  }

  private void flush() {
    if (batched == 0) {
      return;
    }
    for (int i = 0; i < batched; i++) {
      batch[i] = SERIAL.distance(highest, batch[i]);
    }
    Arrays.sort(batch, 0, batched);
    for (int i = 0; i < batched; i++) {
      batch[i] = SERIAL.plus(highest, batch[i]);
    }
    int count = batched;
    batched = 0;
    counters.reportPackets++;
    out.report(batch, count);
  }

  private Link link() {
    double forward = losses.share();
    return new Link(
        latencyMs,
        roundTrip.smoothedMs(),
        roundTrip.minimumMs(),
        roundTrip.deviationMs(),
        forward,
        yield.reverseLoss(forward),
        hold.ms(),
        budget.extraLeft(),
        budget.exhausted(),
        queue.queueMs(),
        budget.spentShare());
  }

  private void append(
      DecisionRecord.Event event,
      Missing miss,
      Decision decision,
      double slackMs,
      Link link,
      long nowNanos) {
    log.append(event, miss, decision.reason(), decision.copies(), slackMs, link, nowNanos);
  }

  private void write(
      DecisionRecord.Event event,
      Missing miss,
      Decision.Reason reason,
      int copies,
      double timeMs,
      long nowNanos) {
    log.append(event, miss, reason, copies, timeMs, link(), nowNanos);
  }
}
