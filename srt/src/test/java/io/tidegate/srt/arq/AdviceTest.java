package io.tidegate.srt.arq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.srt.arq.Decision.Action;
import io.tidegate.srt.arq.Decision.Reason;
import org.junit.jupiter.api.Test;

/// What policies say of handshakes, and the article's thresholds.
class AdviceTest {
  private final ArticlePolicy article = new ArticlePolicy();

  @Test
  void aStrangerGetsTheConfiguredLatency() {
    HandshakePlan plan = LatencyAdvice.plan(new PeerHistory(0, 0, 0, 0, 120, 800));
    assertThat(plan.latencyMs()).isEqualTo(120);
    assertThat(plan.packetFilter()).isEmpty();
  }

  @Test
  void aKnownPeerGetsFourRoundTripsWithinTheBounds() {
    assertThat(LatencyAdvice.plan(history(20, 0.01)).latencyMs()).isEqualTo(120);
    assertThat(LatencyAdvice.plan(history(80, 0.01)).latencyMs()).isEqualTo(320);
    assertThat(LatencyAdvice.plan(history(300, 0.01)).latencyMs()).isEqualTo(800);
    assertThat(LatencyAdvice.plan(history(80, 0.01)).why()).contains("80 ms", "320 ms");
  }

  @Test
  void whereNoRepeatCanComeInTimeFecIsOffered() {
    PeerHistory bounded = new PeerHistory(3, 200, 0.1, 0, 120, 120);
    assertThat(LatencyAdvice.plan(bounded).packetFilter()).startsWith("fec,");
    assertThat(LatencyAdvice.plan(history(80, 0.1)).packetFilter()).isEmpty();
  }

  @Test
  void boundsInTheWrongOrderAreRefused() {
    assertThatThrownBy(() -> new PeerHistory(1, 10, 0, 0, 300, 200))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theArticleSendsTwoCopiesAboveTwelvePercent() {
    Miss miss = SampleLink.miss(100, 0, 0, 0);
    Link below = new SampleLink().loss(0.12).link();
    assertThat(article.onTick(below)).isEqualTo(LinkPlan.FORWARD);
    assertThat(article.onMissing(miss, below).action()).isEqualTo(Action.HOLD);
    assertThat(article.onMissing(miss, below).reason()).isEqualTo(Reason.FORWARDED);
    Decision above = article.onMissing(miss, new SampleLink().loss(0.13).link());
    assertThat(above.copies()).isEqualTo(2);
    assertThat(above.spacingMs()).as("in reports of their own").isPositive();
    assertThat(article.onTick(new SampleLink().loss(0.13).link()).everyReportCounts()).isTrue();
  }

  @Test
  void theArticleStopsAfterFiveRepeats() {
    Link lossy = new SampleLink().loss(0.2).link();
    Decision last = article.onMissing(SampleLink.miss(100, 0, 4, 2), lossy);
    assertThat(last.copies()).isEqualTo(1);
    Decision none = article.onMissing(SampleLink.miss(100, 0, 5, 3), lossy);
    assertThat(none.action()).isEqualTo(Action.GIVE_UP);
    assertThat(none.reason()).isEqualTo(Reason.LIMIT);
  }

  @Test
  void policiesAreFoundByTheirNames() {
    assertThat(ArqPolicies.NAMES).allMatch(name -> ArqPolicies.of(name).name().equals(name));
    assertThatThrownBy(() -> ArqPolicies.of("none")).isInstanceOf(IllegalArgumentException.class);
  }

  private static PeerHistory history(double rttMs, double loss) {
    return new PeerHistory(3, rttMs, loss, 0, 120, 800);
  }
}
