package io.tidegate.gateway.load;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/// The token bucket through which new viewers come in, with a rate that follows the pressure. Any
/// thread; [#retune] one at a time.
///
/// The rule is AIMD, every period: above pressure 1 the rate becomes that at which viewers came in,
/// over the pressure (by a tenth at least, by half at most); below 0.8 it grows by a twentieth of
/// the most; between the two it stays. It is never below [#LEAST] nor above the most.
///
/// What it is to refuse is those who ask beyond the rate, and beyond what was not used of it for up
/// to two seconds. The bucket holds two seconds' tokens, and none after a cut: enough that those
/// who come by chance find what the rate promises, and so little that over half a minute both
/// shares are the same within 1 %.
public final class NewViewers {
  /// A second: what even a node under pressure copes with.
  static final double LEAST = 10;

  private static final double HIGH = 1;
  private static final double LOW = 0.8;
  private static final double SMALLEST_CUT = 0.9;
  private static final double LARGEST_CUT = 0.5;
  private static final double RISE = 1.0 / 20;
  private static final double DEPTH_SECONDS = 2;
  private static final double NANOS_PER_SECOND = 1e9;

  /// @param tokens when `atNanos`
  private record Level(double perSecond, double tokens, long atNanos) {
    double now(long nowNanos) {
      double more = Math.max(0, nowNanos - atNanos) / NANOS_PER_SECOND * perSecond;
      return Math.min(depth(perSecond), tokens + more);
    }

    /// With another rate from here on. What was left of a higher one is gone: it would let in for a
    /// while whom the new one refuses.
    Level at(double rate, long nowNanos) {
      return new Level(rate, rate < perSecond ? 0 : now(nowNanos), nowNanos);
    }
  }

  private final AtomicReference<Level> level;
  private final LongAdder asked = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private long askedBefore;
  private long refusedBefore;

  /// What of the rate nobody has used, as if all of a period came at once.
  private double left;

  private long retunedNanos;
  private volatile Share share = new Share(0, 0, 0, new Totals(0, 0, 0));

  /// What became of those who asked in one period.
  ///
  /// @param askedPerSecond how many came
  /// @param target of them that were to be refused, 0 to 1
  /// @param refused of them that were, 0 to 1
  /// @param totals of all periods that are over
  record Share(double askedPerSecond, double target, double refused, Totals totals) {}

  /// Viewers since the start.
  ///
  /// @param toRefuse of those who asked, as the rate said
  /// @param refused of those who asked, as it was
  public record Totals(long asked, double toRefuse, long refused) {}

  NewViewers(double most, long nowNanos) {
    level = new AtomicReference<>(new Level(most, depth(most), nowNanos));
    retunedNanos = nowNanos;
    left = depth(most);
  }

  private static double depth(double perSecond) {
    return Math.max(1, perSecond * DEPTH_SECONDS);
  }

  private Level level() {
    return Objects.requireNonNull(level.get(), "set from the start");
  }

  /// One viewer asks.
  boolean take(long nowNanos) {
    asked.increment();
    while (true) {
      Level before = level();
      double tokens = before.now(nowNanos);
      if (tokens < 1) {
        refused.increment();
        return false;
      }
      if (level.compareAndSet(before, new Level(before.perSecond, tokens - 1, nowNanos))) {
        return true;
      }
    }
  }

  /// Whether one viewer would be refused: it counts as such, and else does not.
  boolean wouldRefuse(long nowNanos) {
    if (level().now(nowNanos) >= 1) {
      return false;
    }
    asked.increment();
    refused.increment();
    return true;
  }

  /// New viewers a second that come in from here on.
  double perSecond() {
    return level().perSecond;
  }

  /// Of the last period.
  Share share() {
    return share;
  }

  /// A period is over.
  ///
  /// @param most a second
  void retune(double pressure, double most, long nowNanos) {
    double seconds = (nowNanos - retunedNanos) / NANOS_PER_SECOND;
    if (seconds <= 0) {
      return;
    }
    retunedNanos = nowNanos;
    double came = measure(seconds);
    double rate = next(level().perSecond, pressure, came, most);
    left = rate < level().perSecond ? 0 : left;
    Level before;
    do {
      before = level();
    } while (!level.compareAndSet(before, before.at(rate, nowNanos)));
  }

  /// Those a second who came in, with what became of all of them.
  private double measure(double seconds) {
    long nowAsked = asked.sum();
    long nowRefused = refused.sum();
    double perSecond = (nowAsked - askedBefore) / seconds;
    double away = (nowRefused - refusedBefore) / seconds;
    askedBefore = nowAsked;
    refusedBefore = nowRefused;
    double rate = level().perSecond;
    double over = perSecond * seconds - left - rate * seconds;
    left = Math.clamp(-over, 0, depth(rate));
    double toRefuse = Math.max(0, over);
    Totals totals = new Totals(nowAsked, share.totals.toRefuse + toRefuse, nowRefused);
    share =
        perSecond == 0
            ? new Share(0, 0, 0, totals)
            : new Share(perSecond, toRefuse / seconds / perSecond, away / perSecond, totals);
    return perSecond - away;
  }

  private static double next(double rate, double pressure, double came, double most) {
    double least = Math.min(LEAST, most);
    if (pressure > HIGH) {
      double cut = Math.clamp(1 / pressure, LARGEST_CUT, SMALLEST_CUT);
      return Math.max(least, Math.min(rate, came) * cut);
    }
    return Math.clamp(pressure < LOW ? rate + most * RISE : rate, least, most);
  }
}
