package io.tidegate.srt.arq;

/// Answers the same to every question.
record FixedPolicy(Decision decision, LinkPlan plan) implements ArqPolicy {
  static FixedPolicy answering(Decision decision) {
    return new FixedPolicy(decision, new LinkPlan(LinkPlan.Mode.PLANNED, true, 1, false));
  }

  @Override
  public String name() {
    return "fixed";
  }

  @Override
  public Decision onMissing(Miss miss, Link link) {
    return decision;
  }

  @Override
  public Decision onReported(Miss miss, Link link) {
    return decision;
  }

  @Override
  public LinkPlan onTick(Link link) {
    return plan;
  }

  @Override
  public HandshakePlan onHandshake(PeerHistory history) {
    return LatencyAdvice.plan(history);
  }
}
