package io.tidegate.gateway.cluster;

import io.tidegate.cluster.ClusterNode;
import io.tidegate.cluster.directory.Place;
import io.tidegate.cluster.directory.SharedStreamDirectory;
import io.tidegate.cluster.directory.StreamDirectory;
import io.tidegate.cluster.member.Membership;
import io.tidegate.cluster.owner.NodeShares;
import io.tidegate.cluster.owner.Ownership;
import io.tidegate.cluster.owner.Standing;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.StreamRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// Which streams are at this node and which at others: the directory, what this node claims in it,
/// and who runs what is started. Without a cluster everything is here. Any thread; looking never
/// waits.
///
/// 1. [#watch] before the first stream.
/// 2. [#follow] says who is told of what may run elsewhere now.
public final class StreamPlaces implements ClusterPart {
  /// A node that was in a cluster leaves it to the others what they run, until it knows them or so
  /// long has gone.
  private static final Duration EXPECTED = Duration.ofSeconds(15);

  private static final Duration TICK = Duration.ofMillis(100);

  private final ClusterSettings settings;
  private final Clock clock;
  private volatile @Nullable StreamRegistry streams;
  private volatile Consumer<Collection<StreamKey>> changes = _ -> {};
  private volatile Supplier<Collection<StreamKey>> all = List::of;
  private volatile Function<StreamKey, Set<String>> labels = _ -> Set.of();
  private volatile @Nullable Joined joined;
  private volatile boolean expected;

  /// All that there is while this node is a member.
  private record Joined(
      int number,
      SharedStreamDirectory directory,
      NodeShares shares,
      Ownership ownership,
      StreamClaims claims,
      ScheduledThreadPoolExecutor thread) {}

  public StreamPlaces(ClusterSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  public void watch(StreamRegistry registry) {
    streams = registry;
  }

  /// @param told of streams whose standing may be another, on any thread
  /// @param routes what is to run
  public void follow(Consumer<Collection<StreamKey>> told, OwnedRoutes routes) {
    changes = told;
    all = routes::keys;
    labels = routes::labels;
  }

  /// `rights`, with one publisher for a stream in the whole cluster.
  public AdmissionPolicy over(AdmissionPolicy rights) {
    return new PlacedPolicy(rights, this::publishedAt);
  }

  /// The other node where somebody publishes now who came by himself.
  private OptionalInt publishedAt(StreamKey key) {
    return elsewhere(key)
        .filter(Place::fixed)
        .map(place -> OptionalInt.of(place.node()))
        .orElseGet(OptionalInt::empty);
  }

  /// This node was in a cluster before it stopped: it will be again in a moment.
  public void expect() {
    expected = true;
    Thread.ofVirtual()
        .name("cluster-expected")
        .start(() -> {
          try {
            Thread.sleep(EXPECTED);
            unexpect();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void unexpect() {
    if (expected) {
      expected = false;
      changes.accept(all.get());
    }
  }

  /// Whether it is not known yet what others run.
  boolean isExpected() {
    return expected;
  }

  /// Empty unless this node is a member now.
  public Optional<StreamDirectory> directory() {
    return Optional.ofNullable(joined).map(Joined::directory);
  }

  /// Empty unless this node is a member now.
  public Optional<NodeShares> shares() {
    return Optional.ofNullable(joined).map(Joined::shares);
  }

  /// Empty unless this node is a member now.
  public Optional<Ownership> ownership() {
    return Optional.ofNullable(joined).map(Joined::ownership);
  }

  /// This node's number, 0 unless it is a member now.
  public int number() {
    Joined now = joined;
    return now == null ? 0 : now.number();
  }

  /// Whether this node hands over what it has.
  public boolean isDraining() {
    Joined now = joined;
    return now != null && now.shares().isDraining(now.number());
  }

  /// Where it is when it is another node's.
  Optional<Place> elsewhere(StreamKey key) {
    Joined now = joined;
    return now == null
        ? Optional.empty()
        : now.directory().find(key).filter(place -> place.node() != now.number());
  }

  @Override
  public void joined(ClusterNode node) {
    enter(node.membership());
  }

  void enter(Membership membership) {
    int number = membership.number();
    SharedStreamDirectory directory = new SharedStreamDirectory(membership);
    NodeShares shares = new NodeShares(membership, settings.weight(), settings.labels(), clock);
    Ownership ownership = new Ownership(number, directory, shares::candidates, System::nanoTime);
    StreamClaims claims =
        new StreamClaims(
            Objects.requireNonNull(streams, "watched"),
            directory,
            number,
            key -> ownership.standing(key, labels.apply(key)) == Standing.COMING);
    ScheduledThreadPoolExecutor thread =
        new ScheduledThreadPoolExecutor(1, Thread.ofVirtual().name("cluster-claims").factory());
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    joined = new Joined(number, directory, shares, ownership, claims, thread);
    ownership.observe(key -> changes.accept(List.of(key)));
    shares.observe(() -> soon(thread, () -> changes.accept(all.get())));
    Runnable _ = directory.observe(claims::changed);
    Runnable _ = ownership.follow();
    var _ =
        thread.scheduleWithFixedDelay(
            () -> tick(claims, ownership), 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    expected = false;
    changes.accept(all.get());
  }

  private static void soon(ScheduledThreadPoolExecutor thread, Runnable task) {
    if (!thread.isShutdown()) {
      thread.execute(task);
    }
  }

  private void tick(StreamClaims claims, Ownership ownership) {
    claims.tick();
    Collection<StreamKey> rested = ownership.rested();
    if (!rested.isEmpty()) {
      changes.accept(rested);
    }
  }

  @Override
  public void left() {
    Joined before = joined;
    joined = null;
    if (before != null) {
      before.thread().shutdown();
      before.directory().close();
      changes.accept(all.get());
    }
  }
}
