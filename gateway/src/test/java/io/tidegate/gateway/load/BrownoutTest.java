package io.tidegate.gateway.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidegate.gateway.feature.Feature;
import io.tidegate.gateway.feature.Features;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Load curves, played with made-up time.
class BrownoutTest {
  private static final BrownoutRules RULES = new BrownoutRules(true, 80, 200, 1_000, 100);
  private static final long PERIOD = TimeUnit.SECONDS.toNanos(Brownout.PERIOD_SECONDS);

  private final Features features = new Features(_ -> List.of());
  private final List<String> steps = new ArrayList<>();
  private final Brownout brownout = new Brownout(RULES, features, () -> Instant.EPOCH, 0);
  private long now;

  BrownoutTest() {
    brownout.journal((subject, move) -> {
      assertThat(subject.kind()).isEqualTo("load");
      assertThat(move.detail()).contains("% CPU of 80");
      steps.add(move.from() + " " + move.to());
    });
  }

  @Test
  void climbsUnderLoadAndComesDownWhenItHasGone() {
    play(20, _ -> 1.0);
    assertThat(steps)
        .containsExactly(
            "normal snapshots",
            "snapshots previews",
            "previews dash",
            "dash transcodes",
            "transcodes viewers");
    assertThat(features.held(Feature.NEW_VIEWERS)).startsWith("brown-out: 100 % CPU of 80");
    assertThat(features.allows(Feature.TRANSCODES)).isFalse();
    steps.clear();
    play(30, _ -> 0.2);
    assertThat(steps)
        .containsExactly(
            "viewers transcodes",
            "transcodes dash",
            "dash previews",
            "previews snapshots",
            "snapshots normal");
    assertThat(features.held(Feature.NEW_VIEWERS)).isNull();
    assertThat(features.allows(Feature.TRANSCODES)).isTrue();
    assertThat(brownout.standing().step()).isEqualTo("normal");
  }

  @Test
  void aPeakDoesNothing() {
    play(40, look -> look % 10 == 3 ? 1.0 : 0.3);
    play(10, _ -> 0.6); // 0.75 of what may be
    now += PERIOD;
    brownout.look(new Signals(0.1, 60_000, 0), now);
    play(10, _ -> 0.6);
    assertThat(steps).isEmpty();
    assertThat(brownout.standing().perSecond()).isEqualTo(100);
  }

  @Test
  void aLoadBetweenTheBoundsHoldsItsStep() {
    play(6, _ -> 1.0);
    int reached = brownout.standing().number();
    assertThat(reached).isPositive();
    steps.clear();
    play(10, _ -> 0.72); // 0.9 of what may be
    assertThat(steps.size()).as("the mean comes down slowly").isLessThanOrEqualTo(1);
    int held = brownout.standing().number();
    play(100, _ -> 0.72);
    assertThat(brownout.standing().number()).isEqualTo(held);
  }

  @Test
  void aLoadThatSwingsDoesNotSwingTheLadder() {
    play(200, look -> look % 2 == 0 ? 0.95 : 0.65); // around 1
    assertThat(steps.size()).isLessThanOrEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    "0.80, 0, 0, false",
    "0.85, 0, 0, true",
    "0, 200, 0, false",
    "0, 210, 0, true",
    "0, 0, 1000, false",
    "0, 0, 1050, true"
  })
  void anyOfTheSignalsCounts(double cpu, double lagMs, long tasks, boolean climbs) {
    for (int i = 0; i < 30; i++) {
      now += PERIOD;
      brownout.look(new Signals(cpu, lagMs, tasks), now);
    }
    assertThat(steps.isEmpty()).isEqualTo(!climbs);
  }

  @Test
  void withoutRulesNothingHappens() {
    brownout.rules(new BrownoutRules(false, 80, 200, 1_000, 100));
    play(20, _ -> 1.0);
    assertThat(steps).isEmpty();
    for (int i = 0; i < 10_000; i++) {
      assertThat(brownout.take(now)).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({"12, 7", "50, 8", "200, 9"})
  void theShareThatIsRefusedIsTheOneThatIsToBe(int perSecond, long seed) {
    NewViewers viewers = new NewViewers(400, 0);
    Random random = new Random(seed);
    double target = 0;
    double refused = 0;
    double asked = 0;
    for (int period = 0; period < 24; period++) {
      int came = 0;
      int away = 0;
      for (double at = gap(random, perSecond);
          at < Brownout.PERIOD_SECONDS;
          at += gap(random, perSecond)) {
        came++;
        away += viewers.take(now + (long) (at * 1e9)) ? 0 : 1;
      }
      now += PERIOD;
      double rate = viewers.perSecond();
      viewers.retune(period < 8 ? 1.4 : 0.9, 400, now);
      NewViewers.Share share = viewers.share();
      assertThat(share.refused()).isCloseTo((double) away / came, within(1e-9));
      if (period >= 8) {
        assertThat(rate).as("it holds").isEqualTo(viewers.perSecond());
        asked += came;
        target += came * share.target();
        refused += away;
      }
    }
    assertThat(refused / asked).isCloseTo(target / asked, within(0.01));
  }

  @Test
  void theRateFallsByHalfAtMostAndGrowsByATwentieth() {
    NewViewers viewers = new NewViewers(100, 0);
    for (int i = 0; i < 500; i++) {
      now += TimeUnit.MILLISECONDS.toNanos(10);
      assertThat(viewers.take(now)).isTrue();
    }
    viewers.retune(4, 100, now);
    assertThat(viewers.perSecond()).isCloseTo(50, within(0.5));
    retune(viewers, 1.05);
    assertThat(viewers.perSecond()).as("nobody came").isEqualTo(NewViewers.LEAST);
    retune(viewers, 0.8);
    assertThat(viewers.perSecond()).isEqualTo(NewViewers.LEAST);
    retune(viewers, 0.79);
    assertThat(viewers.perSecond()).isEqualTo(NewViewers.LEAST + 5);
    for (int i = 0; i < 50; i++) {
      retune(viewers, 0);
    }
    assertThat(viewers.perSecond()).isEqualTo(100);
  }

  @Test
  void aCutCountsFromItsFirstViewerOn() {
    NewViewers viewers = new NewViewers(1_000, 0);
    come(viewers, 160);
    viewers.retune(1.01, 1_000, now);
    assertThat(viewers.perSecond()).isCloseTo(144, within(0.5));
    for (int period = 0; period < 6; period++) {
      come(viewers, 160);
      viewers.retune(0.9, 1_000, now);
      assertThat(viewers.share().target()).isCloseTo(0.1, within(0.01));
      assertThat(viewers.share().refused()).isCloseTo(0.1, within(0.01));
    }
  }

  /// Evenly, for a period.
  private void come(NewViewers viewers, int perSecond) {
    long step = TimeUnit.SECONDS.toNanos(1) / perSecond;
    for (int i = 0; i < perSecond * Brownout.PERIOD_SECONDS; i++) {
      now += step;
      boolean _ = viewers.take(now);
    }
  }

  @Test
  void whoIsRefusedInAHandshakeCountsOnce() {
    NewViewers viewers = new NewViewers(0.5, 0);
    assertThat(viewers.wouldRefuse(0)).isFalse();
    assertThat(viewers.take(0)).isTrue();
    assertThat(viewers.wouldRefuse(0)).isTrue();
    viewers.retune(0.9, 0.5, PERIOD);
    assertThat(viewers.share().refused()).isEqualTo(0.5);
  }

  private void retune(NewViewers viewers, double pressure) {
    now += PERIOD;
    viewers.retune(pressure, 100, now);
  }

  /// Between two who come one by one, whenever they like.
  private static double gap(Random random, double perSecond) {
    return -Math.log(1 - random.nextDouble()) / perSecond;
  }

  private void play(int looks, IntToDoubleFunction cpu) {
    for (int look = 0; look < looks; look++) {
      now += PERIOD;
      brownout.look(new Signals(cpu.applyAsDouble(look), 5, 10), now);
    }
  }
}
