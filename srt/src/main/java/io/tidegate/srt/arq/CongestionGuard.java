package io.tidegate.srt.arq;

/// Keeps repeats from filling the link that they are to mend.
///
/// Random loss asks for more copies, a full link for fewer; both look like loss. What tells them
/// apart is the queue: on a link with room the fastest packet of each tenth of a second takes as
/// long as ever, in front of a bottleneck it takes longer and longer. So the budget is steered by
/// that delay alone: cut by a quarter below what was spent when the queue grows, and raised slowly
/// while it is empty. Stays below the rate where the queue begins, whatever the bottleneck is.
///
/// Relay thread only.
final class CongestionGuard {
  /// Extra copies at most, as a share of the data packets.
  static final double MAX_SHARE = 1;

  /// Never less, or the share could not grow again by a part of itself.
  static final double MIN_SHARE = 0.002;

  /// A queue so long in a link that was idle before is not jitter.
  private static final double MIN_QUEUE_MS = 6;

  /// A queue that takes this part of the time for repeats does no harm yet.
  private static final double QUEUE_OF_SLACK = 0.08;

  /// Of the share, for each time that the queue fills its limit.
  private static final double CUT = 0.25;

  /// Per tick: half a point a second.
  private static final double RAISE_SLOW = 0.0005;

  /// Per tick, while far below the share that filled the link.
  private static final double RAISE_FAST = 0.004;

  private double share = MAX_SHARE;

  /// The share at which the link was seen to fill up, [#MAX_SHARE] when it never was.
  private double ceiling = MAX_SHARE;

  private int ticksAboveLimit;
  private int ticksToWait;
  private boolean congested;

  /// The plan until the next tick.
  LinkPlan plan(Link link) {
    double slackMs = link.latencyMs() - link.rttMinMs();
    double limitMs = Math.max(MIN_QUEUE_MS, QUEUE_OF_SLACK * slackMs);
    double fill = link.queueMs() / limitMs;
    boolean above = fill > 1;
    ticksAboveLimit = above ? ticksAboveLimit + 1 : 0;
    ticksToWait = Math.max(0, ticksToWait - 1);
    if (ticksAboveLimit >= 2 && ticksToWait == 0) {
      cut(link, fill);
    } else if (!above) {
      raise();
    }
    return new LinkPlan(LinkPlan.Mode.PLANNED, true, share, congested);
  }

  boolean congested() {
    return congested;
  }

  private void cut(Link link, double fill) {
    congested = true;
    ceiling = Math.min(share, Math.max(MIN_SHARE, link.extraShare()));
    share = Math.max(MIN_SHARE, (1 - CUT * fill) * ceiling);
    // the effect is seen a round trip later, when what was asked for has come through the queue
    ticksToWait = 2 + (int) ((link.rttMs() + link.queueMs()) / ArqPolicy.TICK_MS);
  }

  private void raise() {
    share = Math.min(MAX_SHARE, share + (share < 0.9 * ceiling ? RAISE_FAST : RAISE_SLOW));
    ceiling = Math.min(MAX_SHARE, Math.max(ceiling, share));
    congested = share < 0.9 * MAX_SHARE;
  }
}
