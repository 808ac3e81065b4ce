package io.tidegate.gateway.load;

import io.tidegate.gateway.feature.Feature;
import io.tidegate.media.Nullable;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// What is switched off under pressure, one step after the other, and comes back in the other
/// order. Pure; confined to one thread.
///
/// A step up follows on two looks in a row with a pressure above 1, a step down on four below 0.75;
/// whatever lies between begins the count anew.
final class BrownoutSteps {
  static final double UP = 1;
  static final double DOWN = 0.75;
  static final int LOOKS_UP = 2;
  static final int LOOKS_DOWN = 4;

  /// Each with all of those before it.
  enum Step {
    NORMAL(0, null),
    SNAPSHOTS(1, Feature.SNAPSHOTS),
    PREVIEWS(2, Feature.PREVIEWS),
    DASH(3, Feature.DASH),
    TRANSCODES(4, Feature.TRANSCODES),
    VIEWERS(5, Feature.NEW_VIEWERS);

    private final int number;
    private final @Nullable Feature off;

    Step(int number, @Nullable Feature off) {
      this.number = number;
      this.off = off;
    }

    /// 0 for normal.
    int number() {
      return number;
    }

    /// What is off on it.
    Set<Feature> off() {
      Set<Feature> all = EnumSet.noneOf(Feature.class);
      for (Step step : values()) {
        if (step.off != null && step.number <= number) {
          all.add(step.off);
        }
      }
      return all;
    }

    /// As events and the API write it.
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private Step step = Step.NORMAL;
  private int above;
  private int below;

  Step step() {
    return step;
  }

  /// @return whether the step is another now
  boolean look(double pressure) {
    above = pressure > UP ? above + 1 : 0;
    below = pressure < DOWN ? below + 1 : 0;
    if (above >= LOOKS_UP && step != Step.VIEWERS) {
      return move(1);
    }
    return below >= LOOKS_DOWN && step != Step.NORMAL && move(-1);
  }

  private boolean move(int by) {
    above = 0;
    below = 0;
    step = Step.values()[step.number + by];
    return true;
  }
}
