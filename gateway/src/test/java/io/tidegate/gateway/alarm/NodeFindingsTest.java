package io.tidegate.gateway.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class NodeFindingsTest {
  private static NodeFindings findings(Duration lag, int errors) {
    return new NodeFindings(() -> lag, () -> errors);
  }

  @Test
  void whatIsWithinItsLimitsIsNone() {
    assertThat(findings(NodeFindings.MOST_LAG, NodeFindings.MOST_ERRORS).get()).isEmpty();
  }

  @Test
  void whatIsBeyondThemIsOne() {
    assertThat(findings(NodeFindings.MOST_LAG.plusNanos(1), 0).get())
        .containsExactly(new Finding(AlarmKind.LOOP_LAG, "event loops", "up to 0.3 s"));
    assertThat(findings(Duration.ZERO, NodeFindings.MOST_ERRORS + 1).get())
        .containsExactly(new Finding(AlarmKind.LOGGED_ERRORS, "log", "over 100 in 5 minutes"));
  }
}
