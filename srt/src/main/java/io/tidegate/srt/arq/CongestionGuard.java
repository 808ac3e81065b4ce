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
  /// Spent copies at most, as a share of the data packets.
  static final double MAX_SHARE = 0.5;

  /// Never less: single reports, about what libsrt asks for by itself.
  static final double MIN_SHARE = 0.05;

  /// A queue so long in a link that was idle before is not jitter.
  private static final double MIN_QUEUE_MS = 6;

  /// Long round trips vary more.
  private static final double QUEUE_OF_RTT = 0.08;

  private static final double CUT = 0.75;

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
    boolean above = link.queueMs() > Math.max(MIN_QUEUE_MS, QUEUE_OF_RTT * link.rttMinMs());
    ticksAboveLimit = above ? ticksAboveLimit + 1 : 0;
    ticksToWait = Math.max(0, ticksToWait - 1);
    if (ticksAboveLimit >= 2 && ticksToWait == 0) {
      cut(link);
    } else if (!above) {
      raise();
    }
    return new LinkPlan(LinkPlan.Mode.PLANNED, true, share, congested);
  }

  boolean congested() {
    return congested;
  }

  private void cut(Link link) {
    congested = true;
    ceiling = Math.min(share, Math.max(MIN_SHARE, link.copyShare()));
    share = Math.max(MIN_SHARE, CUT * ceiling);
    // the effect is seen a round trip later, when what was asked for has come through the queue
    ticksToWait = 2 + (int) ((link.rttMs() + link.queueMs()) / ArqPolicy.TICK_MS);
  }

  private void raise() {
    share = Math.min(MAX_SHARE, share + (share < 0.9 * ceiling ? RAISE_FAST : RAISE_SLOW));
    ceiling = Math.min(MAX_SHARE, Math.max(ceiling, share));
    congested = share < 0.9 * MAX_SHARE;
  }
}
