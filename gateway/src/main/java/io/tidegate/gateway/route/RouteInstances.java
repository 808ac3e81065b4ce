package io.tidegate.gateway.route;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.Demand;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SourceView;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamObserver;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.hub.StreamView;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// What is to run of the routes: of one with a key, always, but for the sources that run on demand;
/// of a pattern, one instance for each of its keys that is in use, up to its limit.
///
/// A key is in use while somebody plays it or waits for it, and a while after; one of a pattern
/// also while somebody publishes there, or may come back. Any thread; [#tend] on the reconciler's.
///
/// 1. [#watch] before the first stream and the first player.
/// 2. [#follow] tells the reconciler what has changed.
public final class RouteInstances
    implements Reconciler.Desired, RouteRunner, Demand, StreamObserver {
  private final ConcurrentHashMap<StreamKey, Use> uses = new ConcurrentHashMap<>();
  private final Map<StreamKey, AtomicInteger> counts = new ConcurrentHashMap<>();
  private final RouteTable routes;
  private final long lingerNanos;
  private final LongSupplier nanoTime;
  private volatile @Nullable StreamRegistry streams;
  private volatile Consumer<Collection<StreamKey>> changes = _ -> {};

  /// A key in use. Changed within the map's atomic operations.
  private static final class Use {
    /// Null where the key has a route of its own.
    final @Nullable StreamKey pattern;

    /// Players count: what runs on demand runs.
    volatile boolean demanded;

    volatile long lastPlayedNanos;
    volatile long lastKeptNanos;

    Use(@Nullable StreamKey pattern, long nowNanos) {
      this.pattern = pattern;
      this.lastPlayedNanos = nowNanos;
      this.lastKeptNanos = nowNanos;
    }
  }

  /// @param linger so long what runs for players runs on after the last one
  public RouteInstances(RouteTable routes, Duration linger, LongSupplier nanoTime) {
    this.routes = routes;
    this.lingerNanos = linger.toNanos();
    this.nanoTime = nanoTime;
  }

  public void watch(StreamRegistry registry) {
    streams = registry;
    registry.players().serve(this);
    registry.observe(this);
  }

  public void follow(Consumer<Collection<StreamKey>> reconciler) {
    changes = reconciler;
  }

  /// Whether a pattern takes one key more; true for keys that no pattern gives a route.
  public boolean hasRoom(StreamKey key) {
    StreamKey pattern = routes.patternOf(key);
    RouteEntry entry = pattern == null ? null : routes.entries().get(pattern);
    return pattern == null
        || entry == null
        || uses.containsKey(key)
        || instances(pattern) < entry.route().mostInstances();
  }

  /// Instances of a pattern now.
  public int instances(StreamKey pattern) {
    AtomicInteger count = counts.get(pattern);
    return count == null ? 0 : count.get();
  }

  @Override
  public Collection<StreamKey> keys() {
    Set<StreamKey> keys = new HashSet<>(routes.entries().keySet());
    keys.addAll(uses.keySet());
    return keys;
  }

  @Override
  public @Nullable RouteSpec find(StreamKey key) {
    RouteSpec route = routes.find(key);
    if (route == null) {
      return null;
    }
    if (key.isPattern()) {
      return route.atRest();
    }
    Use use = uses.get(key);
    if (routes.patternOf(key) != null && use == null) {
      return null;
    }
    return route.running(use != null && use.demanded);
  }

  @Override
  public @Nullable String obstacle(StreamKey key) {
    return routes.obstacle(key);
  }

  /// The keys whose running parts a change of these routes may reach.
  public Collection<StreamKey> reached(Collection<StreamKey> changed) {
    Set<StreamKey> reached = new HashSet<>(changed);
    changed.forEach(key -> reached.addAll(routes.renditionsOf(key)));
    for (StreamKey key : changed) {
      if (key.isPattern()) {
        KeyPattern pattern = new KeyPattern(key);
        for (StreamKey one : present()) {
          if (pattern.match(one).isPresent()) {
            enter(one);
            reached.add(one);
            registry().players().look(one);
          }
        }
      } else {
        enter(key);
        registry().players().look(key);
      }
    }
    return reached;
  }

  /// A player has come.
  @Override
  public Admission wanted(StreamKey key) {
    StreamKey source = routes.sourceOf(key);
    if (!source.equals(key)) {
      Admission _ = wanted(source); // what is made of a stream needs it
    }
    RouteSpec route = routes.find(key);
    StreamKey pattern = routes.patternOf(key);
    boolean startsSomething =
        route != null
            && route.enabled()
            && (pattern == null ? route.hasOnDemand() : route.startsSomething());
    if (route == null || !startsSomething) {
      return Admission.Granted.INSTANCE;
    }
    boolean[] changed = new boolean[1];
    Use use =
        uses.compute(
            key,
            (_, present) -> {
              Use one = present == null ? newUse(pattern, route.mostInstances()) : present;
              if (one != null) {
                changed[0] = !one.demanded;
                one.demanded = true;
                one.lastPlayedNanos = nanoTime.getAsLong();
              }
              return one;
            });
    if (changed[0]) {
      changes.accept(List.of(key));
    }
    return use != null
        ? Admission.Granted.INSTANCE
        : new Admission.Refused(Refusal.LIMIT_REACHED, full(pattern, route.mostInstances()));
  }

  /// In words for whoever is one too many.
  static String full(@Nullable StreamKey pattern, int most) {
    return "route " + pattern + " has all of its " + most + " streams in use, try again later";
  }

  @Override
  public void opened(StreamHub hub) {
    enter(hub.key(), routes.patternOf(hub.key()));
  }

  /// Nothing runs here by itself.
  @Override
  public void apply(StreamKey key, @Nullable RouteSpec before, @Nullable RouteSpec after) {}

  /// Lets go of what is not in use any more, and finds what came into use unnoticed.
  @Override
  public void tend() {
    long now = nanoTime.getAsLong();
    uses.forEach((key, use) -> tend(key, use, now));
    for (StreamView view : registry().views()) {
      enter(view.key());
      if (view.viewers() > 0) {
        Admission _ = wanted(view.key());
      }
    }
  }

  private void tend(StreamKey key, Use use, long now) {
    StreamHub hub = registry().find(key);
    boolean isPlayed =
        registry().players().isAwaited(key) || (hub != null && hub.view().viewers() > 0);
    boolean isPublished = use.pattern != null && isPublished(key);
    boolean[] changed = new boolean[1];
    uses.computeIfPresent(
        key,
        (_, present) -> {
          if (present != use) {
            return present;
          }
          use.lastPlayedNanos = isPlayed ? now : use.lastPlayedNanos;
          boolean demanded = use.demanded && now - use.lastPlayedNanos <= lingerNanos;
          boolean kept = demanded || isPublished;
          use.lastKeptNanos = kept ? now : use.lastKeptNanos;
          boolean moved = !Objects.equals(routes.patternOf(key), use.pattern);
          boolean over = moved || (!kept && now - use.lastKeptNanos > lingerNanos);
          changed[0] = over || demanded != use.demanded;
          use.demanded = demanded;
          return over ? left(use) : use;
        });
    if (changed[0]) {
      changes.accept(List.of(key));
    }
  }

  /// A key of a pattern is in use while somebody publishes there who came by himself.
  private void enter(StreamKey key) {
    if (!uses.containsKey(key) && isPublished(key)) {
      enter(key, routes.patternOf(key));
    }
  }

  private void enter(StreamKey key, @Nullable StreamKey pattern) {
    if (pattern != null && !uses.containsKey(key)) {
      uses.computeIfAbsent(key, _ -> newUse(pattern, Integer.MAX_VALUE));
      changes.accept(List.of(key));
    }
  }

  /// Or may come back.
  private boolean isPublished(StreamKey key) {
    StreamHub hub = registry().find(key);
    if (hub == null) {
      return false;
    }
    StreamView view = hub.view();
    PublishRequest source = view.source();
    return source == null
        || view.state() != SessionState.STREAMING
        || !source.invited()
        || view.sources().stream()
            .map(SourceView::publisher)
            .anyMatch(publisher -> publisher != null && !publisher.invited());
  }

  /// Null when there are as many as there may be.
  private @Nullable Use newUse(@Nullable StreamKey pattern, int most) {
    if (pattern != null) {
      AtomicInteger count = counts.computeIfAbsent(pattern, _ -> new AtomicInteger());
      if (count.incrementAndGet() > most) {
        count.decrementAndGet();
        return null;
      }
    }
    return new Use(pattern, nanoTime.getAsLong());
  }

  private @Nullable Use left(Use use) {
    AtomicInteger count = use.pattern == null ? null : counts.get(use.pattern);
    if (count != null) {
      count.decrementAndGet();
    }
    return null;
  }

  /// What may have to follow a change of a pattern.
  private Set<StreamKey> present() {
    Set<StreamKey> present = new HashSet<>(uses.keySet());
    registry().views().forEach(view -> present.add(view.key()));
    present.addAll(registry().players().awaited());
    return present;
  }

  private StreamRegistry registry() {
    return Objects.requireNonNull(streams, "watched from the start");
  }
}
