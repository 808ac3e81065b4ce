package io.tidegate.gateway.feature;

import io.tidegate.gateway.feature.AnswerWindow.Counts;
import java.util.Locale;
import java.util.Optional;

/// When a stage has gone wrong. Pure, stateless.
final class StageRule {
  /// Fewer say nothing: of twenty, one that failed is 5 %.
  static final int LEAST_ANSWERS = 50;

  private static final double MOST_FAILURES = 0.008;
  private static final double MOST_SLOW = 0.05;
  private static final double PERCENT = 100;

  private StageRule() {}

  /// Why, as a sentence; empty while it goes well.
  static Optional<String> wrong(Counts counts) {
    if (counts.answers() < LEAST_ANSWERS) {
      return Optional.empty();
    }
    double failures = (double) counts.failures() / counts.answers();
    double slow = (double) counts.slow() / counts.answers();
    if (failures > MOST_FAILURES) {
      return Optional.of(
          String.format(
              Locale.ROOT, "%.2f %% of the answers are 5xx, over 0.8 %%", failures * PERCENT));
    }
    return slow > MOST_SLOW
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "the 95th percentile of answers is over %d ms: %.1f %% took longer",
                AnswerWindow.SLOW.toMillis(),
                slow * PERCENT))
        : Optional.empty();
  }
}
