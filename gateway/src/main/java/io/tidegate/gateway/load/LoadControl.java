package io.tidegate.gateway.load;

import io.tidegate.gateway.feature.AnswerWindow;
import io.tidegate.gateway.feature.FeatureBook;
import io.tidegate.gateway.feature.Features;
import io.tidegate.gateway.feature.StageGuard;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.SessionRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What holds the load of this node within bounds, with the thread that looks at it. Any thread.
///
/// 1. Made before the first session.
/// 2. [#start].
/// 3. [#follow] once the switches are known.
/// 4. [#close].
public final class LoadControl implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LoadControl.class);

  private final Limits limits;
  private final Features features;
  private final Brownout brownout;
  private final SignalMeter meter;
  private final AnswerWindow answers = new AnswerWindow();
  private volatile @Nullable FeatureBook book;
  private volatile @Nullable StageGuard guard;
  private long looks;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("load").daemon().factory());

  /// @param tasks that wait on event loops now
  public LoadControl(
      LoadLimits limits,
      BrownoutRules rules,
      RouteTable routes,
      SessionRegistry sessions,
      LongSupplier tasks) {
    this.limits = new Limits(limits, routes, sessions);
    this.features =
        new Features(key -> {
          RouteSpec route = routes.find(key);
          return route == null ? List.of() : route.labels();
        });
    this.brownout = new Brownout(rules, features, Clock.systemUTC(), System.nanoTime());
    this.meter = new SignalMeter(tasks);
  }

  /// `rights`, as far as there is room.
  public AdmissionPolicy over(AdmissionPolicy rights) {
    return new LimitedPolicy(rights, limits, features, brownout, System::nanoTime);
  }

  /// Other rules hold from here on.
  public void rules(LoadLimits now, BrownoutRules brownoutRules) {
    limits.rules(now);
    brownout.rules(brownoutRules);
  }

  public Limits limits() {
    return limits;
  }

  public Features features() {
    return features;
  }

  public Brownout brownout() {
    return brownout;
  }

  /// What HTTP answers goes in here.
  public AnswerWindow answers() {
    return answers;
  }

  /// A timer of an event loop fired so late.
  public void late(double seconds) {
    meter.late(seconds);
  }

  /// Stages of these switches are watched from here on.
  public void follow(FeatureBook switches) {
    book = switches;
    guard = new StageGuard(answers, switches);
  }

  /// Where the switches are stored; empty before they are known.
  public Optional<FeatureBook> switches() {
    return Optional.ofNullable(book);
  }

  /// @param sharedBytes that were sent and stand in no session, since the start; any thread
  public void start(LongSupplier sharedBytes) {
    ScheduledFuture<?> _ =
        thread.scheduleAtFixedRate(() -> guarded(sharedBytes), 1, 1, TimeUnit.SECONDS);
  }

  private void guarded(LongSupplier sharedBytes) {
    try {
      look(sharedBytes, System.nanoTime());
    } catch (RuntimeException bug) {
      log.error("looking at the load failed", bug);
    }
  }

  private void look(LongSupplier sharedBytes, long nowNanos) {
    limits.look(sharedBytes, nowNanos);
    StageGuard stages = guard;
    if (stages != null) {
      stages.look(nowNanos);
    }
    if (++looks % Brownout.PERIOD_SECONDS == 0) {
      brownout.look(meter.take(), nowNanos);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    switches().ifPresent(FeatureBook::close);
  }
}
