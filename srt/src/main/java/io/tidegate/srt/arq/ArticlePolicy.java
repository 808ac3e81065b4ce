package io.tidegate.srt.arq;

import io.tidegate.srt.arq.Decision.Reason;

/// The threshold policy of the gateway's original design: libsrt as it is, and when more than 12 %
/// get lost two copies of a packet, at most five repeats of each, and none that the spread of the
/// round trip makes redundant. It knows no congestion: a full link that drops packets gets more of
/// them. Kept to be compared with; [DeadlinePolicy] does better for less.
public final class ArticlePolicy implements ArqPolicy {
  /// As routes write it.
  public static final String NAME = "article";

  private static final double TWO_COPIES_ABOVE_LOSS = 0.12;
  private static final int MAX_REPEATS = 5;

  /// The round trip assumed until one is measured.
  private static final double BASE_RTT_MS = 45;

  /// Between two reports of one round: a packet that names both is lost as one, and a sender takes
  /// what is reported twice before it has answered for one report.
  private static final double SPACING_MS = 5;

  /// libsrt's own shortest time between two reports (draft-sharabayko-srt §4.8.2).
  private static final double MIN_INTERVAL_MS = 20;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Decision onMissing(Miss miss, Link link) {
    if (miss.sent() >= MAX_REPEATS) {
      return Decision.giveUp(Reason.LIMIT);
    }
    if (miss.leftMs() < 0) {
      return Decision.giveUp(Reason.NO_TIME);
    }
    if (copies(link) == 1) {
      return Decision.hold(intervalMs(link), Reason.FORWARDED);
    }
    int copies = Math.min(copies(link), MAX_REPEATS - miss.sent());
    Reason reason = miss.round() == 0 ? Reason.FIRST : Reason.REPEAT;
    return Decision.report(copies, SPACING_MS, intervalMs(link), reason);
  }

  @Override
  public Decision onReported(Miss miss, Link link) {
    if (miss.sent() >= MAX_REPEATS) {
      return Decision.giveUp(Reason.LIMIT);
    }
    return copies(link) > 1
        ? Decision.report(1, 0, 0, Reason.REPEAT)
        : Decision.giveUp(Reason.REDUNDANT);
  }

  @Override
  public LinkPlan onTick(Link link) {
    return copies(link) > 1
        ? new LinkPlan(LinkPlan.Mode.PLANNED, true, 1, false)
        : LinkPlan.FORWARD;
  }

  @Override
  public HandshakePlan onHandshake(PeerHistory history) {
    return LatencyAdvice.plan(history);
  }

  private static int copies(Link link) {
    return link.lossForward() > TWO_COPIES_ABOVE_LOSS ? 2 : 1;
  }

  /// The usual pace of reports, or the end of the time in which a repeat would be redundant.
  private static double intervalMs(Link link) {
    double rttMs = link.rttMs() > 0 ? link.rttMs() : BASE_RTT_MS;
    double usual = Math.max(MIN_INTERVAL_MS, (rttMs + 4 * link.rttVarMs()) / 2);
    return Math.max(usual, rttMs - 4 * link.rttVarMs());
  }
}
