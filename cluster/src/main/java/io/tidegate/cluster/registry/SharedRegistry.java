package io.tidegate.cluster.registry;

import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import io.tidegate.cluster.directory.NodeLeases;
import io.tidegate.cluster.member.Epochs;
import io.tidegate.cluster.member.Membership;
import io.tidegate.cluster.member.MembershipEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Rows of all nodes, for whoever asks. Each node tells its own in pages: those where a row came,
/// went or is in another state within a second, those where only figures have changed every five.
/// They stand as long as the lease of their node, which the directory renews, and are gone with it.
/// Nobody decides by them who may publish: that is the directory's, so that a page which is late
/// stands in nobody's way.
///
/// No node has the rows of others: their pages are fetched and read when somebody asks. A node that
/// is alone tells nothing.
public final class SharedRegistry implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SharedRegistry.class);

  /// Of a kind at a node: 102,400 rows.
  private static final int MOST_PAGES = 400;

  private static final Duration TICK = Duration.ofSeconds(1);

  /// Ticks between two tellings of figures.
  private static final int FIGURES = 5;

  /// Between two looks at what is there while nobody comes or goes, and between those after that.
  private static final int LOOK = 60;

  private static final int LOOK_AGAIN = 10;

  /// Pages that are fetched together, and as many more as one node has.
  private static final int BATCH = 100;

  private final Membership membership;
  private final RowSource source;
  private final IMap<String, byte[]> map;
  private final Epochs epochs;
  private final NodeLeases leases;
  private final Map<RowKind, OwnPages> own = new EnumMap<>(RowKind.class);
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, Thread.ofVirtual().name("cluster-registry").factory());
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong sentBytes = new AtomicLong();
  private final AtomicLong broken = new AtomicLong();
  private final AtomicLong reaped = new AtomicLong();
  private volatile Now now = new Now(0, 0, 0);

  // all of the thread
  private String incarnation = "";
  private long epoch;
  private long ticks;
  private Set<String> suspects = Set.of();
  private boolean unsettled; // somebody has come or gone, or is suspected

  private record Now(int rows, int pages, int leftOut) {}

  /// Of a page; `number:incarnation:kind:page` in the map.
  private record Key(int number, String incarnation, String kind, int page) {
    static Optional<Key> parse(String text) {
      String[] parts = text.split(":", -1);
      try {
        return parts.length == 4
            ? Optional.of(
                new Key(Integer.parseInt(parts[0]), parts[1], parts[2], Integer.parseInt(parts[3])))
            : Optional.empty();
      } catch (NumberFormatException _) {
        return Optional.empty(); // of a release that has other keys
      }
    }

    String text() {
      return number + ":" + incarnation + ":" + kind + ":" + page;
    }
  }

  /// A thread that may wait.
  public SharedRegistry(Membership membership, RowSource source) {
    this.membership = membership;
    this.source = source;
    this.map = membership.map("registry");
    this.epochs = new Epochs(membership);
    this.leases = new NodeLeases(membership);
    for (RowKind kind : RowKind.values()) {
      own.put(kind, new OwnPages(MOST_PAGES));
    }
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    membership.observe(this::members);
    var _ =
        thread.scheduleWithFixedDelay(
            guarded(this::tick), 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (HazelcastInstanceNotActiveException _) {
        // this node leaves
      } catch (RuntimeException failed) { // the next one may go well
        log.warn("registry of the cluster", failed);
      }
    };
  }

  /// Pages may be lost with whoever goes, and those of the dead come back with whoever comes.
  private void members(MembershipEvent event) {
    later(() -> {
      unsettled = true;
      if (event instanceof MembershipEvent.Left) {
        look();
      }
    });
  }

  private void later(Runnable task) {
    try {
      thread.execute(guarded(task));
    } catch (RejectedExecutionException _) {
      // it has just ended
    }
  }

  private void tick() {
    if (membership.nodes().size() > 1) {
      tell();
    }
    if (++ticks % (unsettled ? LOOK_AGAIN : LOOK) == 0) {
      unsettled = false;
      look();
    }
  }

  private void tell() {
    String present = membership.self().incarnation();
    if (!present.equals(incarnation)) { // at the start, and after a merge
      epoch = epochs.next("registry-" + membership.number());
      incarnation = present;
      own.values().forEach(OwnPages::allAgain);
    }
    int rows = 0;
    int pages = 0;
    int leftOut = 0;
    for (Map.Entry<RowKind, OwnPages> entry : own.entrySet()) {
      OwnPages its = entry.getValue();
      leftOut += its.update(source.rows(entry.getKey()));
      send(entry.getKey(), its, ticks % FIGURES == 0);
      rows += its.size();
      pages += its.used().cardinality();
    }
    now = new Now(rows, pages, leftOut);
  }

  private void send(RowKind kind, OwnPages its, boolean figures) {
    BitSet pages = its.take(figures);
    for (int page = pages.nextSetBit(0); page >= 0; page = pages.nextSetBit(page + 1)) {
      try {
        send(key(kind, page), its.rows(page));
      } catch (RuntimeException failed) {
        for (int left = page; left >= 0; left = pages.nextSetBit(left + 1)) {
          its.again(left);
        }
        throw failed;
      }
    }
  }

  private void send(String key, List<Row> rows) {
    if (rows.isEmpty()) {
      map.delete(key);
      return;
    }
    byte[] bytes = new Page(epoch, rows).bytes();
    map.set(key, bytes);
    sent.incrementAndGet();
    sentBytes.addAndGet(bytes.length);
  }

  private String key(RowKind kind, int page) {
    return new Key(membership.number(), incarnation, kind.name(), page).text();
  }

  /// Says again what of this node is missing, and removes what is of nodes that were gone at the
  /// look before, too.
  private void look() {
    Set<String> keys = map.keySet();
    own.forEach((kind, its) -> {
      BitSet used = its.used();
      for (int page = used.nextSetBit(0); page >= 0; page = used.nextSetBit(page + 1)) {
        if (!keys.contains(key(kind, page))) {
          its.again(page);
        }
      }
    });
    Set<String> live = live();
    Set<String> dead = new HashSet<>();
    for (String key : keys) {
      if (Key.parse(key).filter(one -> !live.contains(one.incarnation())).isPresent()) {
        dead.add(key);
      }
    }
    for (String key : dead) {
      if (suspects.contains(key)) {
        map.delete(key);
        reaped.incrementAndGet();
      }
    }
    suspects = dead;
    unsettled |= !dead.isEmpty();
  }

  private Set<String> live() {
    Set<String> live = new HashSet<>(leases.live());
    live.add(membership.self().incarnation());
    return live;
  }

  /// Gives the rows of nodes that are there. A thread that may wait for the other nodes.
  ///
  /// @param nodes by number
  /// @throws IllegalStateException when this node is a member no more, or the others do not answer
  public void read(RowKind kind, IntPredicate nodes, BiConsumer<Integer, Row> to) {
    try {
      for (Set<String> keys : batches(kind, nodes)) {
        give(map.getAll(keys), to);
      }
    } catch (HazelcastInstanceNotActiveException | HazelcastException failed) {
      throw new IllegalStateException("the cluster does not answer", failed);
    }
  }

  /// Keys of pages that are fetched together: those of a node all at once, as the highest epoch
  /// among them is looked for.
  private List<Set<String>> batches(RowKind kind, IntPredicate nodes) {
    Set<String> live = live();
    Map<Integer, Set<String>> ofNodes = new TreeMap<>();
    for (String text : map.keySet()) {
      Key.parse(text)
          .filter(key -> key.kind().equals(kind.name()))
          .filter(key -> nodes.test(key.number()) && live.contains(key.incarnation()))
          .ifPresent(key -> ofNodes.computeIfAbsent(key.number(), _ -> new HashSet<>()).add(text));
    }
    List<Set<String>> batches = new ArrayList<>();
    for (Set<String> keys : ofNodes.values()) {
      if (batches.isEmpty() || batches.getLast().size() >= BATCH) {
        batches.add(keys);
      } else {
        batches.getLast().addAll(keys);
      }
    }
    return batches;
  }

  private void give(Map<String, byte[]> pages, BiConsumer<Integer, Row> to) {
    Map<Integer, Long> highest = new HashMap<>();
    pages.forEach((key, page) -> {
      try {
        highest.merge(number(key), Page.epoch(page), Math::max);
      } catch (IOException _) {
        broken.incrementAndGet();
      }
    });
    pages.forEach((key, page) -> {
      int number = number(key);
      Long epoch = highest.get(number);
      try {
        if (epoch != null && Page.epoch(page) == epoch) {
          Page.read(page).rows().forEach(row -> to.accept(number, row));
        }
      } catch (IOException wrong) {
        broken.incrementAndGet();
        log.debug("{} is not read", key, wrong);
      }
    });
  }

  private static int number(String key) {
    return Key.parse(key).map(Key::number).orElse(0);
  }

  public RegistryStats stats() {
    Now seen = now;
    return new RegistryStats(
        seen.rows(),
        seen.pages(),
        seen.leftOut(),
        sent.get(),
        sentBytes.get(),
        broken.get(),
        reaped.get());
  }

  /// Nothing is told any more; what this node has told goes when it has left.
  @Override
  public void close() {
    thread.shutdown();
  }
}
