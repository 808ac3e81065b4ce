package io.tidegate.gateway.load;

import io.tidegate.gateway.event.Event.Move;
import io.tidegate.gateway.event.Event.Subject;
import io.tidegate.gateway.feature.Features;
import io.tidegate.media.Nullable;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BiConsumer;

/// Keeps a node that has too much to do at what it does: fewer new viewers, then features off step
/// by step. [#look] one at a time, the rest on any thread.
///
/// Looks come every five seconds. The pressure is the mean of this look's and that of all before,
/// half and half, so that a single peak does nothing.
public final class Brownout {
  /// Between two looks.
  public static final int PERIOD_SECONDS = 5;

  private static final double WEIGHT = 0.5;

  /// More counts as this: a loop that stood still for a minute does not lead above 1 on a node at
  /// 0.75, and does not keep it there for long.
  private static final double MOST = 1.25;

  /// As it stands. Immutable.
  ///
  /// @param step of the ladder, by its label
  /// @param number of it, 0 for normal
  /// @param since when
  /// @param reason why it is on that step, empty at first
  /// @param pressure 1 is what may be
  /// @param perSecond new viewers that may come
  public record Standing(
      boolean enabled,
      String step,
      int number,
      Instant since,
      String reason,
      double pressure,
      Signals signals,
      double perSecond,
      double askedPerSecond,
      double refusalTarget,
      double refused,
      NewViewers.Totals totals) {}

  private final Features features;
  private final InstantSource clock;
  private final NewViewers viewers;
  private final BrownoutSteps ladder = new BrownoutSteps();
  private volatile BrownoutRules rules;
  private volatile BiConsumer<Subject, Move> journal = (_, _) -> {};
  private double pressure;
  private Instant since;
  private String reason = "";
  private volatile Standing standing;

  Brownout(BrownoutRules rules, Features features, InstantSource clock, long nowNanos) {
    this.rules = rules;
    this.features = features;
    this.clock = clock;
    this.viewers = new NewViewers(rules.viewersPerSecond(), nowNanos);
    this.since = clock.instant();
    this.standing = standing(Signals.NONE);
  }

  /// Hears of every step.
  public void journal(BiConsumer<Subject, Move> told) {
    journal = told;
  }

  /// Others hold from the next look on.
  void rules(BrownoutRules now) {
    rules = now;
  }

  public Standing standing() {
    return standing;
  }

  /// One more viewer comes in, unless it is too much.
  ///
  /// @return what it is told, null when it is in
  @Nullable
  String take(long nowNanos) {
    return !rules.enabled() || viewers.take(nowNanos) ? null : words();
  }

  /// What one more viewer would be told, null for nothing.
  @Nullable
  String wouldRefuse(long nowNanos) {
    return rules.enabled() && viewers.wouldRefuse(nowNanos) ? words() : null;
  }

  private String words() {
    return "this node has much to do, and takes fewer new viewers for now";
  }

  /// A period is over.
  void look(Signals signals, long nowNanos) {
    BrownoutRules now = rules;
    double seen = now.enabled() ? Math.min(MOST, signals.pressure(now)) : 0;
    pressure += WEIGHT * (seen - pressure);
    viewers.retune(pressure, now.viewersPerSecond(), nowNanos);
    BrownoutSteps.Step before = ladder.step();
    if (ladder.look(pressure)) {
      moved(before, signals.words(now));
    }
    standing = standing(signals);
  }

  private void moved(BrownoutSteps.Step before, String why) {
    BrownoutSteps.Step step = ladder.step();
    since = clock.instant();
    reason = why;
    features.hold(step.off(), "brown-out: " + why);
    journal.accept(Subject.of("load", ""), new Move(before.label(), step.label(), "", why));
  }

  private Standing standing(Signals signals) {
    NewViewers.Share share = viewers.share();
    return new Standing(
        rules.enabled(),
        ladder.step().label(),
        ladder.step().number(),
        since,
        reason,
        pressure,
        signals,
        viewers.perSecond(),
        share.askedPerSecond(),
        share.target(),
        share.refused(),
        share.totals());
  }
}
