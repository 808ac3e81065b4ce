package io.tidegate.gateway.cluster;

import io.tidegate.cluster.ClusterNode;
import io.tidegate.cluster.directory.Place;
import io.tidegate.cluster.directory.SharedStreamDirectory;
import io.tidegate.cluster.directory.StreamDirectory;
import io.tidegate.cluster.member.Membership;
import io.tidegate.cluster.member.MembershipEvent;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which streams are at this node and which at others: the directory, what this node claims in it,
/// and who runs what is started. Without a cluster everything is here. Any thread; looking never
/// waits.
///
/// 1. [#watch] before the first stream.
/// 2. [#follow] says who is told of what may run elsewhere now.
public final class StreamPlaces implements ClusterPart {
  private static final Logger log = LoggerFactory.getLogger(StreamPlaces.class);

  /// A node that was in a cluster leaves it to the others what they run, until it is a member or so
  /// long has gone, and once more so long where it is one that has not met them yet.
  private static final Duration EXPECTED = Duration.ofSeconds(15);

  /// A look at what others have that failed is tried again so soon.
  private static final Duration AGAIN = Duration.ofMillis(500);

  private static final Duration TICK = Duration.ofMillis(100);

  private final ClusterSettings settings;
  private final Clock clock;
  private final Duration patience;
  private final AtomicLong waits = new AtomicLong();
  private volatile @Nullable StreamRegistry streams;
  private volatile Consumer<Collection<StreamKey>> changes = _ -> {};
  private volatile Supplier<Collection<StreamKey>> all = List::of;
  private volatile Function<StreamKey, Set<String>> labels = _ -> Set.of();
  private volatile StreamClaims.HandOver handOver = StreamClaims.HandOver.NONE;
  private volatile @Nullable Joined joined;
  private volatile long expected; // which wait, 0 for none
  private volatile boolean stopping;

  /// All that there is while this node is a member.
  private record Joined(
      int number,
      SharedStreamDirectory directory,
      NodeShares shares,
      Ownership ownership,
      Ticks ticks,
      ScheduledThreadPoolExecutor thread) {}

  public StreamPlaces(ClusterSettings settings, Clock clock) {
    this(settings, clock, EXPECTED);
  }

  /// @param patience with others that are expected
  StreamPlaces(ClusterSettings settings, Clock clock, Duration patience) {
    this.settings = settings;
    this.clock = clock;
    this.patience = patience;
  }

  public void watch(StreamRegistry registry) {
    streams = registry;
    registry.observe(_ -> {
      Joined now = joined;
      if (now != null) {
        now.ticks().wake();
      }
    });
  }

  /// @param told of streams whose standing may be another, on any thread
  /// @param routes what is to run
  public void follow(Consumer<Collection<StreamKey>> told, OwnedRoutes routes) {
    changes = told;
    all = routes::keys;
    labels = routes::labels;
  }

  /// Who sees to it that what comes here, or goes, goes on without a gap. Before this node joins.
  void handOver(StreamClaims.HandOver by) {
    handOver = by;
  }

  /// `rights`, with one publisher for a stream in the whole cluster.
  public AdmissionPolicy over(AdmissionPolicy rights) {
    return new PlacedPolicy(rights, this::publishedAt, key -> elsewhere(key).isPresent());
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
    long wait = waits.incrementAndGet();
    expected = wait;
    Thread.ofVirtual()
        .name("cluster-expected")
        .start(() -> {
          try {
            Thread.sleep(patience);
            unexpect(wait);
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void unexpect(long wait) {
    if (wait != 0 && expected == wait) {
      expected = 0;
      tell(all.get());
    }
  }

  /// Whether it is not known yet what others run, or not any more.
  boolean isExpected() {
    return stopping || expected != 0;
  }

  /// The gateway stops: from now on nothing more is started here, though this node leaves the
  /// cluster.
  public void stops() {
    stopping = true;
  }

  private void tell(Collection<StreamKey> keys) {
    if (!stopping) {
      changes.accept(keys);
    }
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
    enter(node.membership(), node.known().size() > 1);
  }

  /// Without them there is no directory either: it is made anew at the next try.
  private NodeShares shares(Membership membership, SharedStreamDirectory directory) {
    try {
      return new NodeShares(membership, settings.weight(), settings.labels(), clock);
    } catch (RuntimeException failed) {
      directory.close();
      throw failed;
    }
  }

  /// @param others whether there are more nodes than this one, there or not
  void enter(Membership membership, boolean others) {
    int number = membership.number();
    SharedStreamDirectory directory = new SharedStreamDirectory(membership);
    NodeShares shares = shares(membership, directory);
    Ownership ownership =
        new Ownership(number, directory, shares::candidates, shares::mayTake, System::nanoTime);
    StreamClaims claims =
        new StreamClaims(
            Objects.requireNonNull(streams, "watched"),
            directory,
            number,
            key -> !isExpected() && ownership.standing(key, labels.apply(key)) == Standing.COMING,
            handOver);
    ScheduledThreadPoolExecutor thread =
        new ScheduledThreadPoolExecutor(1, Thread.ofVirtual().name("cluster-claims").factory());
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    Ticks ticks = new Ticks(thread, TICK, () -> tick(claims, ownership));
    joined = new Joined(number, directory, shares, ownership, ticks, thread);
    ownership.observe(key -> tell(List.of(key)));
    shares.observe(() -> soon(thread, () -> tell(all.get())));
    Runnable _ = directory.observe(claims::changed);
    Runnable _ = ownership.follow();
    ticks.start();
    meet(membership, directory, shares, others);
    tell(all.get());
  }

  /// A member that is alone may only be quicker than its connections.
  private void meet(
      Membership membership, SharedStreamDirectory directory, NodeShares shares, boolean others) {
    if (expected == 0 || !others) {
      expected = 0;
      return;
    }
    expect();
    long wait = expected;
    membership.observe(event -> {
      if (event instanceof MembershipEvent.Joined || event instanceof MembershipEvent.Merged) {
        Thread.ofVirtual().name("cluster-met").start(() -> met(wait, directory, shares));
      }
    });
    if (membership.nodes().size() > 1) {
      expected = 0;
    }
  }

  /// Nothing is started before it is known what the others have.
  private void met(long wait, SharedStreamDirectory directory, NodeShares shares) {
    try {
      while (expected == wait && !hasLooked(directory, shares)) {
        Thread.sleep(AGAIN);
      }
      unexpect(wait);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RejectedExecutionException left) {
      log.debug("this node has just left: {}", left.toString());
    }
  }

  private static boolean hasLooked(SharedStreamDirectory directory, NodeShares shares)
      throws InterruptedException {
    try {
      Object _ = directory.lookSoon().get();
      Object _ = shares.lookSoon().get();
      return true;
    } catch (ExecutionException failed) { // as partitions move at this very moment
      log.info("it is not known yet what the others have: {}", failed.toString());
      return false;
    }
  }

  private static void soon(ScheduledThreadPoolExecutor thread, Runnable task) {
    if (!thread.isShutdown()) {
      thread.execute(task);
    }
  }

  /// Whether there may soon be more to do.
  private boolean tick(StreamClaims claims, Ownership ownership) {
    boolean streaming = claims.tick();
    Collection<StreamKey> rested = ownership.rested();
    if (!rested.isEmpty()) {
      tell(rested);
    }
    return streaming;
  }

  @Override
  public void left() {
    Joined before = joined;
    joined = null;
    if (before != null) {
      before.thread().shutdown();
      before.directory().close();
      before.shares().close();
      expected = 0;
      tell(all.get());
    }
  }
}
