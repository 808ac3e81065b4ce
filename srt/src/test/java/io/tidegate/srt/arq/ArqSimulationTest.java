package io.tidegate.srt.arq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.srt.arq.ArqSimulation.Result;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whole sessions of minutes, played through in made-up time. The limits are those that the
/// policies must hold on the wire too; libsrt's own figures are those measured there.
class ArqSimulationTest {
  private static final int PACKETS = 60_000;

  /// Residual loss of libsrt 1.5.1 as measured on the wire.
  @ParameterizedTest
  @CsvSource({
    "80, 120, 0.10, 0.0109",
    "80, 120, 0.20, 0.0468",
    "20, 80, 0.20, 0.0080",
    "80, 320, 0.20, 0.0040"
  })
  void theModelLosesWhatLibsrtLoses(double rttMs, double latencyMs, double loss, double residual) {
    Result stock = ArqSimulation.run(ArqCell.random(rttMs, latencyMs, loss).packets(PACKETS, 5));
    assertThat(stock.residual()).isCloseTo(residual, Percentage.withPercentage(35));
  }

  @ParameterizedTest
  @CsvSource({
    "80, 320, 0.10, 0, 0.00005, 0.14",
    "80, 120, 0.10, 0, 0.0003, 0.40",
    "80, 320, 0.20, 0, 0.0003, 0.45",
    "80, 120, 0.10, 15, 0.005, 0.45",
    "80, 320, 0.20, 15, 0.002, 0.50",
    "45, 120, 0.10, 0, 0.00008, 0.21",
    "45, 120, 0.20, 0, 0.0003, 0.70"
  })
  void deadlineHoldsItsLimits(
      double rttMs,
      double latencyMs,
      double loss,
      double burstMs,
      double residual,
      double overhead) {
    ArqCell cell =
        burstMs == 0
            ? ArqCell.random(rttMs, latencyMs, loss)
            : ArqCell.bursty(rttMs, latencyMs, loss);
    Result result = ArqSimulation.run(cell.packets(PACKETS, 21).with(DeadlinePolicy.NAME));
    assertThat(result.residual()).isLessThanOrEqualTo(residual);
    assertThat(result.overhead()).isLessThanOrEqualTo(overhead);
  }

  @Test
  void deadlineIsNoWorseThanLibsrtInDeepBursts() {
    ArqCell cell = ArqCell.bursty(200, 800, 0.2).packets(PACKETS, 21);
    Result stock = ArqSimulation.run(cell);
    Result deadline = ArqSimulation.run(cell.with(DeadlinePolicy.NAME));
    assertThat(deadline.residual()).isLessThanOrEqualTo(stock.residual());
  }

  @ParameterizedTest
  @ValueSource(doubles = {4_200, 4_400, 4_600, 5_000, 5_500})
  void repeatsDoNotFillABottleneck(double rateKbps) {
    ArqCell cell = ArqCell.random(80, 120, 0.1).bottleneck(rateKbps, 150).packets(PACKETS, 21);
    Result stock = ArqSimulation.run(cell);
    Result deadline = ArqSimulation.run(cell.with(DeadlinePolicy.NAME));
    assertThat(deadline.residual()).isLessThanOrEqualTo(stock.residual() + 0.002);
  }

  @Test
  void packetsThatWereOnlyOvertakenAreNotAskedFor() {
    ArqCell cell = ArqCell.random(80, 120, 0).reordered(0.05, 12).packets(PACKETS, 21);
    Result deadline = ArqSimulation.run(cell.with(DeadlinePolicy.NAME));
    assertThat(deadline.lost()).isZero();
    assertThat(deadline.overhead()).isLessThanOrEqualTo(0.002);
    assertThat(ArqSimulation.run(cell).overhead()).isGreaterThan(0.04);
  }

  @Test
  void nothingIsAskedForWhenNoRepeatCanComeInTime() {
    ArqCell cell = ArqCell.random(200, 120, 0.1).packets(20_000, 21);
    Result deadline = ArqSimulation.run(cell.with(DeadlinePolicy.NAME));
    assertThat(deadline.overhead()).isLessThan(0.002);
    assertThat(ArqSimulation.run(cell).overhead()).isGreaterThan(0.08);
  }

  @Test
  void theSenderAloneHelpsToo() {
    ArqCell cell = ArqCell.random(80, 120, 0.1).packets(PACKETS, 21);
    Result stock = ArqSimulation.run(cell);
    Result sender = ArqSimulation.run(cell.withSender(DeadlinePolicy.NAME));
    assertThat(sender.residual()).isLessThan(stock.residual() / 3);
    assertThat(sender.overhead()).isLessThanOrEqualTo(0.35);
  }

  @Test
  void bothEndsTogetherLeaveNextToNothing() {
    ArqCell cell = ArqCell.random(45, 120, 0.1).packets(PACKETS, 21);
    Result both = ArqSimulation.run(cell.with(DeadlinePolicy.NAME).withSender(DeadlinePolicy.NAME));
    assertThat(both.lost()).isLessThanOrEqualTo(3);
  }

  @Test
  void stockInTheEngineIsLibsrtAsItIs() {
    ArqCell cell = ArqCell.random(80, 120, 0.1).packets(PACKETS, 21);
    assertThat(ArqSimulation.run(cell.with(StockPolicy.NAME)).residual())
        .isEqualTo(ArqSimulation.run(cell).residual());
  }

  @ParameterizedTest
  @CsvSource({"80, 120", "45, 120", "200, 800"})
  void theArticlesPolicyIsLibsrtBelowItsThreshold(double rttMs, double latencyMs) {
    ArqCell cell = ArqCell.random(rttMs, latencyMs, 0.05).packets(PACKETS, 21);
    Result stock = ArqSimulation.run(cell);
    Result article = ArqSimulation.run(cell.with(ArticlePolicy.NAME));
    assertThat(article.residual()).isEqualTo(stock.residual());
    assertThat(article.overhead()).isEqualTo(stock.overhead());
  }

  /// At its own round trip and loss; a model of it with a changed sender loses 0.197 % (stock 1.41)
  /// for 43 % more traffic.
  @Test
  void theArticlesPolicyDoublesCopiesAboveItsThreshold() {
    ArqCell cell = ArqCell.random(45, 120, 0.2).packets(PACKETS, 21);
    Result stock = ArqSimulation.run(cell);
    Result article = ArqSimulation.run(cell.with(ArticlePolicy.NAME));
    assertThat(article.residual()).isLessThan(stock.residual() / 3);
    assertThat(article.overhead()).isBetween(0.33, 0.45);
  }

  @Test
  void theArticlesPolicyIsNoWorseThanLibsrtNearItsThreshold() {
    ArqCell cell = ArqCell.random(80, 120, 0.1).packets(PACKETS, 21);
    Result stock = ArqSimulation.run(cell);
    Result article = ArqSimulation.run(cell.with(ArticlePolicy.NAME));
    assertThat(article.residual()).isLessThanOrEqualTo(stock.residual() * 1.1);
  }

  @Test
  void theArticlesPolicyStaysFarBehind() {
    ArqCell cell = ArqCell.random(45, 120, 0.1).packets(PACKETS, 21);
    Result article = ArqSimulation.run(cell.with(ArticlePolicy.NAME));
    Result deadline = ArqSimulation.run(cell.with(DeadlinePolicy.NAME));
    assertThat(article.residual()).isGreaterThan(deadline.residual() * 10);
  }
}
