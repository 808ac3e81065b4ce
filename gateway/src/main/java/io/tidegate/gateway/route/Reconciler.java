package io.tidegate.gateway.route;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes what runs follow what is stored; nothing flows the other way.
///
/// 1. [#start] brings up everything that is stored.
/// 2. [#changed] after each change: any thread, soon, and many changes of one route become one.
/// 3. [#close] stops to follow; what runs is for others to end.
///
/// Runners are called on one thread of its own, so they may wait. What cannot be had is tried again
/// every [#RETRY].
public final class Reconciler implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

  /// A port in use may be given back, and what waits for callers to go may go on.
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1, work -> Thread.ofPlatform().name("reconciler").daemon().unstarted(work));
  private final Set<StreamKey> dirty = ConcurrentHashMap.newKeySet();
  private final Map<StreamKey, String> problems = new ConcurrentSkipListMap<>();
  private final Desired desired;
  private final List<RouteRunner> runners;

  /// By the place of the runner; on the thread alone.
  private final List<Map<StreamKey, RouteSpec>> running;

  /// What is to run.
  public interface Desired {
    /// All that anything is to run of.
    Collection<StreamKey> keys();

    /// Null for nothing.
    @Nullable
    RouteSpec find(StreamKey key);

    /// Why nothing is to run that would otherwise, in words; null for no reason.
    default @Nullable String obstacle(StreamKey key) {
      return null;
    }
  }

  /// With routes that all run as they are.
  Reconciler(RouteTable desired, List<RouteRunner> runners) {
    this(
        new Desired() {
          @Override
          public Collection<StreamKey> keys() {
            return desired.entries().keySet();
          }

          @Override
          public @Nullable RouteSpec find(StreamKey key) {
            return desired.find(key);
          }
        },
        runners);
  }

  public Reconciler(Desired desired, List<RouteRunner> runners) {
    this.desired = desired;
    this.runners = List.copyOf(runners);
    this.running =
        runners.stream()
            .map(_ -> (Map<StreamKey, RouteSpec>) new HashMap<StreamKey, RouteSpec>())
            .toList();
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /// @return completes when everything was tried once
  public CompletableFuture<Void> start() {
    dirty.addAll(desired.keys());
    var _ =
        thread.scheduleWithFixedDelay(
            this::tend, RETRY.toSeconds(), RETRY.toSeconds(), TimeUnit.SECONDS);
    return CompletableFuture.runAsync(this::drain, thread);
  }

  public void changed(Collection<StreamKey> keys) {
    dirty.addAll(keys);
    if (!thread.isShutdown()) {
      thread.execute(this::drain);
    }
  }

  /// Why parts of routes do not run, by key.
  public Map<StreamKey, String> problems() {
    return Map.copyOf(problems);
  }

  /// Why a part of the route `key` does not run, null for no reason.
  public @Nullable String problem(StreamKey key) {
    return problems.get(key);
  }

  private void drain() {
    for (StreamKey key : Set.copyOf(dirty)) {
      // taken out before it is read: a change from now on puts it in again
      if (dirty.remove(key)) {
        follow(key);
      }
    }
  }

  private void tend() {
    try {
      runners.forEach(RouteRunner::tend);
    } catch (RuntimeException bug) {
      log.error("a bug while runners were tended", bug);
    }
  }

  private void follow(StreamKey key) {
    String obstacle = desired.obstacle(key);
    RouteSpec after = obstacle == null ? desired.find(key) : null;
    followGone(key, after);
    String problem = obstacle == null ? "" : obstacle;
    for (int i = 0; i < runners.size(); i++) {
      String wrong = follow(runners.get(i), running.get(i), key, after);
      problem = problem.isEmpty() ? wrong : problem;
    }
    if (problem.isEmpty()) {
      problems.remove(key);
    } else if (!problem.equals(problems.put(key, problem))) {
      log.warn("route in app {}: {}; it is tried again", key.app(), problem);
    }
    if (!problem.isEmpty() && !thread.isShutdown()) {
      var _ = thread.schedule(() -> changed(List.of(key)), RETRY.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /// Renditions that the route no longer has: nothing else tells of them.
  private void followGone(StreamKey key, @Nullable RouteSpec after) {
    Set<StreamKey> gone = new HashSet<>();
    for (Map<StreamKey, RouteSpec> ran : running) {
      RouteSpec before = ran.get(key);
      gone.addAll(before == null ? List.of() : before.renditionKeys());
    }
    if (after != null) {
      gone.removeAll(after.renditionKeys());
    }
    if (!gone.isEmpty()) {
      changed(gone);
    }
  }

  /// What is wrong, empty when nothing is.
  private static String follow(
      RouteRunner runner, Map<StreamKey, RouteSpec> ran, StreamKey key, @Nullable RouteSpec after) {
    RouteSpec before = ran.get(key);
    if (before == null ? after == null : before.equals(after)) {
      return "";
    }
    try {
      runner.apply(key, before, after);
      if (after == null) {
        ran.remove(key);
      } else {
        ran.put(key, after);
      }
      return "";
    } catch (RouteRunner.RunException missing) {
      return String.valueOf(missing.getMessage());
    } catch (RuntimeException bug) {
      log.error("a bug while a route was followed", bug);
      return "a bug in the server; its log says more";
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
