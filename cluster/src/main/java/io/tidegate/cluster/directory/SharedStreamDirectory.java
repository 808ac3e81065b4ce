package io.tidegate.cluster.directory;

import io.tidegate.cluster.member.ClusterThread;
import io.tidegate.cluster.member.Epochs;
import io.tidegate.cluster.member.Lease;
import io.tidegate.cluster.member.Membership;
import io.tidegate.cluster.member.MembershipEvent;
import io.tidegate.cluster.member.NodeView;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The directory that all nodes have together, over Hazelcast.
///
/// Each node keeps a copy of all entries, so that nobody waits for one. Entries go with the node
/// that made them: when it has left, or when its one lease has ended. Every few seconds each node
/// looks whether what it has is still said, and every minute whether its copy is right: events of
/// Hazelcast may be lost with whoever sends them. After a split it says all it has anew.
public final class SharedStreamDirectory implements StreamDirectory, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SharedStreamDirectory.class);
  private static final Duration LOOK = Duration.ofSeconds(5);

  /// Some times within a lease's length, on a thread that waits for nothing else.
  private static final Duration RENEW = Duration.ofSeconds(3);

  /// Who had a stream says within so long which segment was its last.
  private static final Duration LEAVE = Duration.ofMillis(400);

  /// Looks between two comparisons of the whole copy.
  private static final int WHOLE = 12;

  /// Whoever has for longer what another node has begun as well says so within this time.
  private static final Duration STRAYED = Duration.ofSeconds(10);

  /// Each is lost to another node that claims at the same moment.
  private static final int ATTEMPTS = 16;

  private final Membership membership;
  private final Epochs epochs;
  private final SharedPlaces shared;
  private final NodeLeases leases;
  private final Marks marks = new Marks(System::nanoTime);
  private final LocalPlaces local;
  private final SharedMarks sharedMarks;
  private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
  private final ClusterThread news = new ClusterThread("cluster-news");
  private final ClusterThread looks = new ClusterThread("cluster-directory");
  private final ClusterThread sends = new ClusterThread("cluster-marks");
  private final ClusterThread renewals = new ClusterThread("cluster-lease");
  private final AtomicBoolean whole = new AtomicBoolean();
  private final Map<StreamKey, Integer> claiming = new ConcurrentHashMap<>();
  private final Map<StreamKey, Long> releasing = new ConcurrentHashMap<>();
  private volatile Map<StreamKey, Long> removals =
      new ConcurrentHashMap<>(); // since a compare began
  private Map<StreamKey, Long> strays = Map.of(); // of the thread of looks
  private final AtomicLong claims = new AtomicLong();
  private final AtomicLong reaped = new AtomicLong();
  private final Suspects suspects = new Suspects(System::nanoTime); // of the thread of looks
  private long looked; // of the thread of looks

  /// A thread that may wait.
  public SharedStreamDirectory(Membership membership) {
    this.membership = membership;
    epochs = new Epochs(membership);
    shared = new SharedPlaces(membership);
    leases = new NodeLeases(membership);
    local = new LocalPlaces(membership.number(), marks, new News());
    sharedMarks = new SharedMarks(membership, marks, key -> local.own(key) != null, sends);
    leases.renew();
    shared.observe(local::placed, this::removed);
    membership.observe(this::members);
    sharedMarks.start();
    compare();
    renewals.repeat(leases::renew, RENEW);
    looks.repeat(this::look, LOOK);
  }

  private final class News implements LocalPlaces.Listener {
    @Override
    public void changed(Change change) {
      news.later(() -> listeners.forEach(listener -> listener.accept(change)));
    }

    @Override
    public void lost(StreamKey key, long epoch) {
      sends.later(() -> sharedMarks.tellLast(key, epoch), LEAVE); // the new owner waits for it
    }

    @Override
    public void strayed(StreamKey key, Lease stray) {
      @Nullable Lease mine = local.own(key);
      if (mine == null || mine.epoch() >= stray.epoch()) {
        looks.later(() -> settle(key), STRAYED);
      } else {
        looks.later(() -> renew(key, mine, stray.epoch()));
      }
    }
  }

  /// Whoever has it for longer has to say so by now.
  private void settle(StreamKey key) {
    @Nullable Lease stands = shared.all(Set.of(key)).get(key);
    if (stands != null) {
      local.settled(key, stands);
    }
  }

  /// Another node has begun it while it was apart: this one has had it all the time, and keeps it.
  private void renew(StreamKey key, Lease mine, long seen) {
    if (mine.equals(local.own(key))) {
      Lease lease = put(key, Runs.isFixed(mine), mine, Math.max(seen, local.seen(key)));
      if (!local.renewed(key, mine, lease)) {
        remove(key, lease.epoch());
      }
    }
  }

  private void members(MembershipEvent event) {
    switch (event) {
      case MembershipEvent.Left(NodeView node) -> {
        local.left(node.incarnation());
        whole.set(true);
        renewals.later(leases::renew); // which may have gone with it
        looks.later(() -> shared.removeAll(node.incarnation()));
        looks.later(this::look);
      }
      case MembershipEvent.Merged _ -> {
        renewals.later(leases::renew);
        whole.set(true);
        looks.later(this::look);
      }
      case MembershipEvent.Joined _ -> whole.set(true);
      case MembershipEvent.Merging _, MembershipEvent.Ended _ -> {}
    }
  }

  /// Of somebody who does not know that this node still has it.
  private void removed(StreamKey key, Lease lease) {
    long _ = removals.merge(key, lease.epoch(), Math::max);
    if (local.gone(key, lease.epoch())) {
      looks.later(() -> say(key));
    }
  }

  private void say(StreamKey key) {
    @Nullable Lease mine = local.own(key);
    if (mine != null) {
      local.placed(key, shared.put(key, lease(mine.epoch(), mine.value())));
    }
  }

  private Lease lease(long epoch, String value) {
    return new Lease(membership.self().incarnation(), epoch, value);
  }

  private void look() {
    if (whole.getAndSet(false) || ++looked % WHOLE == 0) {
      compare();
      sharedMarks.reload();
    }
    sayOwn();
    reap();
    marks.prune(key -> local.find(key).isPresent());
  }

  /// What is said of this node's own streams may have gone with the nodes that kept it.
  private void sayOwn() {
    Map<StreamKey, Lease> own = local.own();
    Map<StreamKey, Lease> said = shared.all(own.keySet());
    String incarnation = membership.self().incarnation();
    own.forEach((key, mine) -> {
      @Nullable Lease lease = said.get(key);
      if (lease != null && lease.epoch() > mine.epoch()) {
        local.placed(key, lease);
      } else if (lease == null || !lease.owner().equals(incarnation)) {
        say(key);
      }
    });
  }

  private void compare() {
    Map<StreamKey, Long> gone = new ConcurrentHashMap<>();
    removals = gone;
    Map<StreamKey, Lease> before = local.leases();
    Map<StreamKey, Lease> now = shared.all();
    gone.putAll(releasing);
    now.forEach((key, lease) -> {
      if (gone.getOrDefault(key, 0L) < lease.epoch()) {
        local.placed(key, lease);
      }
    });
    gone.forEach(local::gone); // which were placed in the same moment
    removeStrays(now);
    before.forEach((key, lease) -> {
      if (!now.containsKey(key)) {
        boolean _ = local.gone(key, lease.epoch());
      }
    });
  }

  /// Entries of this node that it knows nothing of, as after a claim that was interrupted.
  private void removeStrays(Map<StreamKey, Lease> all) {
    String incarnation = membership.self().incarnation();
    Map<StreamKey, Long> found = new HashMap<>();
    all.forEach((key, lease) -> {
      if (lease.owner().equals(incarnation)
          && !local.has(key, lease.epoch())
          && !claiming.containsKey(key)) {
        found.put(key, lease.epoch());
      }
    });
    found.forEach((key, epoch) -> {
      if (epoch.equals(strays.get(key))) {
        remove(key, epoch);
      }
    });
    strays = found;
  }

  /// Looks at all of it; when that is done. It never waits.
  ///
  /// @throws RejectedExecutionException after the end
  public Future<?> lookSoon() {
    whole.set(true);
    return looks.submit(this::look);
  }

  /// Entries of nodes that are gone, which came back with a merge.
  private void reap() {
    Set<String> without = new HashSet<>(local.owners());
    if (!without.isEmpty()) {
      without.removeAll(leases.live());
    }
    for (String owner : suspects.gone(without)) {
      log.info("the lease of a node has ended, its streams are released");
      reaped.incrementAndGet();
      local.left(owner);
      shared.removeAll(owner);
    }
  }

  @Override
  public Optional<Place> find(StreamKey key) {
    return local.find(key);
  }

  @Override
  public Map<StreamKey, Place> all() {
    return local.all();
  }

  @Override
  public Optional<SegmentPlace> lastMark(StreamKey key) {
    return marks.find(key);
  }

  @Override
  public long claim(StreamKey key, boolean fixed) {
    Optional<Place> before = local.find(key);
    int _ = claiming.merge(key, 1, Integer::sum);
    try {
      long epoch = claimNow(key, fixed);
      before
          .filter(place -> isThere(place.node()))
          .ifPresent(place -> sharedMarks.awaitLast(key, place.epoch()));
      return epoch;
    } finally {
      claiming.computeIfPresent(key, (_, count) -> count > 1 ? count - 1 : null);
    }
  }

  /// Another one, which answers.
  private boolean isThere(int node) {
    return membership.nodes().stream().anyMatch(one -> one.number() == node && !one.self());
  }

  private long claimNow(StreamKey key, boolean fixed) {
    Lease lease = put(key, fixed, local.lease(key), local.seen(key));
    claims.incrementAndGet();
    local.claimed(key, lease);
    return lease.epoch();
  }

  /// @param before the run that it goes on with, null for a new one
  private Lease put(StreamKey key, boolean fixed, @Nullable Lease before, long seen) {
    @Nullable Lease run = before;
    long least = seen;
    for (int i = 0; i < ATTEMPTS; i++) {
      Lease lease = lease(epochs.nextAfter(key.toString(), least), Runs.value(fixed, run));
      Lease stands = shared.put(key, lease);
      if (stands.epoch() == lease.epoch()) {
        return lease;
      }
      least = stands.epoch();
      run = run == null ? stands : run;
    }
    throw new IllegalStateException("other nodes claim the same stream all the time");
  }

  @Override
  public void release(StreamKey key, long epoch) {
    @Nullable Lease mine = local.own(key);
    long least = mine == null ? epoch : mine.epoch();
    releasing.put(key, least);
    @Nullable Lease released = local.released(key, epoch);
    if (released == null) {
      releasing.remove(key, least);
      return;
    }
    releasing.put(key, released.epoch()); // which may have become a higher one
    sends.later(() -> {
      try {
        sharedMarks.sendNow(); // whoever comes next goes on behind them
      } finally {
        remove(key, released.epoch());
      }
    });
  }

  private void remove(StreamKey key, long epoch) {
    var _ = shared.removeSoon(key, epoch).whenComplete((_, _) -> releasing.remove(key, epoch));
  }

  @Override
  public void mark(StreamKey key, long epoch, SegmentPlace mark) {
    if (local.has(key, epoch) && !sends.isClosed()) {
      marks.put(key, epoch, mark);
      sharedMarks.changed(key, epoch);
    }
  }

  @Override
  public void leave(StreamKey key, long epoch, Optional<SegmentPlace> last) {
    last.ifPresent(mark -> marks.put(key, epoch, mark));
    sends.later(() -> sharedMarks.tellLast(key, epoch));
  }

  @Override
  public Runnable observe(Consumer<Change> listener) {
    news.later(() -> {
      local.all().forEach((key, place) -> listener.accept(new Change.Placed(key, place)));
      listeners.add(listener);
    });
    return () -> news.later(() -> listeners.remove(listener));
  }

  public DirectoryStats stats() {
    return new DirectoryStats(
        local.size(), local.owned(), marks.size(), claims.get(), local.lost(), reaped.get());
  }

  /// Nothing is told any more; what this node has goes when it has left.
  @Override
  public void close() {
    renewals.close();
    looks.close();
    sends.close();
    news.close();
  }
}
