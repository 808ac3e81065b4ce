package io.tidegate.srt.arq;

/// libsrt as it is: its reports go through unchanged, nothing is added. Losses are still counted.
public final class StockPolicy implements ArqPolicy {
  /// As routes write it.
  public static final String NAME = "stock";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Decision onMissing(Miss miss, Link link) {
    return Decision.giveUp(Decision.Reason.FORWARDED);
  }

  @Override
  public Decision onReported(Miss miss, Link link) {
    return Decision.giveUp(Decision.Reason.FORWARDED);
  }

  @Override
  public LinkPlan onTick(Link link) {
    return LinkPlan.FORWARD;
  }

  @Override
  public HandshakePlan onHandshake(PeerHistory history) {
    return LatencyAdvice.plan(history);
  }
}
