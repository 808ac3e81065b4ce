package io.tidegate.srt.arq;

import io.tidegate.srt.arq.Decision.Reason;

/// Tidegate's own policy: plan the reports of each packet up to its deadline.
///
/// While there is time for further rounds one report a round does: the next round mends what this
/// one misses, and costs only for the few packets that need it. The last round that can still bring
/// the packet in time gets as many copies as make a loss as unlikely as [#WANTED_LOSS], spread over
/// the time that is left, so that one burst does not take them all. A [CongestionGuard] bounds what
/// all this may cost.
public final class DeadlinePolicy implements ArqPolicy {
  /// As routes write it.
  public static final String NAME = "deadline";

  /// Share of packets that may stay lost.
  static final double WANTED_LOSS = 2e-5;

  /// Copies of one round at most; a fifth hardly ever helps.
  static final int MAX_COPIES = 4;

  /// The same as the sender, who cannot tell which of them got through.
  static final int MAX_SENDER_COPIES = 3;

  /// A packet must be here so long before it is due: timer steps of both ends.
  static final double DELIVERY_MARGIN_MS = 4;

  /// Copies farther apart than common bursts of loss gain nothing more.
  static final double MAX_SPACING_MS = 15;

  /// A wait ends so long before the last moment for a report: its timer fires late.
  private static final double TIMER_MARGIN_MS = 2;

  /// A retry of a report that found no budget, and of one that found nothing to do.
  private static final double RETRY_MS = 5;

  private final CongestionGuard guard = new CongestionGuard();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Decision onMissing(Miss miss, Link link) {
    double slackMs = miss.leftMs() - link.rttMs() - DELIVERY_MARGIN_MS;
    if (slackMs < 0) {
      return Decision.giveUp(Reason.NO_TIME);
    }
    double waitedMs = (miss.nowNanos() - miss.detectedNanos()) / 1e6;
    double holdMs = Math.min(link.reorderMs() - waitedMs, slackMs - TIMER_MARGIN_MS);
    if (miss.round() == 0 && holdMs > 0) {
      return Decision.hold(holdMs, Reason.REORDER_HOLD);
    }
    boolean first = miss.sent() == 0;
    if (link.exhausted()) {
      return Decision.hold(RETRY_MS, Reason.NO_BUDGET);
    }
    double roundMs = link.rttMs() + marginMs(link);
    int rounds = 1 + (int) (slackMs / roundMs);
    int copies = copies(miss, link, rounds);
    double spacingMs = spacingMs(copies, slackMs - (rounds - 1) * roundMs);
    Reason reason = rounds == 1 ? Reason.LAST_CHANCE : first ? Reason.FIRST : Reason.REPEAT;
    return Decision.report(copies, spacingMs, roundMs, reason);
  }

  @Override
  public Decision onReported(Miss miss, Link link) {
    double leftMs = miss.leftMs();
    if (leftMs < 0) {
      return Decision.giveUp(Reason.NO_TIME);
    }
    if (link.extraLeft() < 1) {
      return Decision.giveUp(guard.congested() ? Reason.CONGESTED : Reason.NO_BUDGET);
    }
    int rounds = 1 + (int) (leftMs / Math.max(1, link.rttMs()));
    int copies = Math.min(copies(miss, link, rounds), MAX_SENDER_COPIES) - 1;
    if (copies < 1) {
      return Decision.giveUp(Reason.REDUNDANT);
    }
    double spacingMs = Math.min(MAX_SPACING_MS, leftMs / (copies + 1));
    return Decision.report(copies, spacingMs, 0, rounds == 1 ? Reason.LAST_CHANCE : Reason.REPEAT);
  }

  @Override
  public LinkPlan onTick(Link link) {
    return guard.plan(link);
  }

  @Override
  public HandshakePlan onHandshake(PeerHistory history) {
    return LatencyAdvice.plan(history);
  }

  /// How long after a report its answer counts as lost, beyond the round trip.
  static double marginMs(Link link) {
    return Math.max(3, Math.min(2 * link.rttVarMs(), link.rttMs() / 4));
  }

  /// Copies are spread over the time that no later round needs.
  private static double spacingMs(int copies, double spareMs) {
    return copies < 2 ? 0 : Math.min(MAX_SPACING_MS, 0.8 * spareMs / (copies - 1));
  }

  /// Copies for this round: what is needed in all, less what later rounds can bring.
  private static int copies(Miss miss, Link link, int rounds) {
    double tries = Math.log(WANTED_LOSS / link.lossForward()) / Math.log(link.roundLoss());
    int needed = (int) Math.ceil(tries) - miss.sent();
    int affordable = affordable(link.extraLeft());
    return Math.clamp(needed - MAX_COPIES * (rounds - 1L), 1, affordable);
  }

  /// A second copy helps far more packets than a fourth: when the budget runs low everybody gets
  /// fewer, before somebody gets none.
  private static int affordable(double extraLeft) {
    double share = extraLeft / RepeatBudget.BURST;
    return Math.clamp(1 + (int) (share * 2 * (MAX_COPIES - 1)), 1, MAX_COPIES);
  }
}
