package io.tidegate.cluster.owner;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryMergedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import io.tidegate.cluster.member.ClusterThread;
import io.tidegate.cluster.member.Membership;
import io.tidegate.cluster.member.MembershipEvent;
import io.tidegate.cluster.member.NodeView;
import io.tidegate.media.Nullable;
import java.io.Serial;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What share each node takes, and which of them drain. Looking never waits.
///
/// A node that drains does so until it is [resumed][#resume], through its restart, too, as long as
/// another node is there. Of two orders, as on two sides of a split, the later one stands. Each
/// node says again what it knows when nodes come or go, and when it was lost with whoever kept it.
public final class NodeShares implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NodeShares.class);
  private static final Pattern SPACE = Pattern.compile(" ");
  private static final Pattern LINE = Pattern.compile("(\\d{1,9})((?: [^ ]+)*)");
  private static final Duration LOOK = Duration.ofSeconds(10);

  private final Membership membership;
  private final IMap<Integer, String> lines;
  private final IMap<Integer, Long> orders;
  private final IMap<Integer, String> came;
  private final String own;
  private final ShareBook book;
  private final Comings comings;
  private final AtomicLong restNanos = new AtomicLong();
  private final long beganNanos = System.nanoTime();
  private final Clock clock;
  private final ClusterThread thread = new ClusterThread("cluster-shares");
  private final AtomicBoolean looking = new AtomicBoolean();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /// A thread that may wait.
  ///
  /// @param weight of this node
  /// @param labels of this node, without spaces
  public NodeShares(Membership membership, int weight, Set<String> labels, Clock clock) {
    this.membership = membership;
    this.clock = clock;
    this.lines = membership.map("node-shares");
    this.orders = membership.map("node-drained");
    this.came = membership.map("node-comings");
    this.comings = new Comings(clock.millis());
    this.own = weight + (labels.isEmpty() ? "" : " " + String.join(" ", labels));
    this.book = new ShareBook(membership.number(), own);
    observe(lines, this::heard);
    observe(orders, (node, order) -> tell(book.heard(node, order.longValue())));
    membership.observe(this::members);
    look();
    thread.repeat(this::glance, LOOK);
  }

  private static <V> void observe(IMap<Integer, V> map, BiConsumer<Integer, V> news) {
    map.addEntryListener(
        (EntryAddedListener<Integer, V>) event -> news.accept(event.getKey(), event.getValue()),
        true);
    map.addEntryListener(
        (EntryUpdatedListener<Integer, V>) event -> news.accept(event.getKey(), event.getValue()),
        true);
    map.addEntryListener(
        (EntryMergedListener<Integer, V>) event -> news.accept(event.getKey(), event.getValue()),
        true);
  }

  /// A look that has read an older one may just be ending: there is another one behind it.
  private void heard(int node, String line) {
    tell(book.heard(node, line));
    later();
  }

  private void members(MembershipEvent event) {
    changed();
    if (!(event instanceof MembershipEvent.Merging)) {
      later();
    }
  }

  private void later() {
    if (looking.compareAndSet(false, true)) {
      thread.later(() -> {
        looking.set(false);
        look();
      });
    }
  }

  /// Says what this node knows, and hears what others know; when that is done. It never waits.
  ///
  /// @throws java.util.concurrent.RejectedExecutionException after the end
  public Future<?> lookSoon() {
    return thread.submit(this::look);
  }

  private void look() {
    compare(Map.copyOf(lines), Map.copyOf(orders));
  }

  /// At what is known alone, which is cheaper.
  private void glance() {
    Set<Integer> nodes = book.nodes();
    membership.nodes().forEach(node -> nodes.add(node.number()));
    compare(lines.getAll(nodes), orders.getAll(nodes));
  }

  private void compare(Map<Integer, String> linesThere, Map<Integer, Long> ordersThere) {
    ShareBook.Difference difference = book.compare(linesThere, ordersThere);
    tell(difference.news());
    if (difference.line()) {
      lines.set(membership.number(), own);
    }
    difference.orders().forEach(this::say);
    compareComings();
  }

  private void compareComings() {
    @Nullable String there = came.get(membership.number());
    String told = comings.tell(there);
    if (!told.equals(there)) {
      came.set(membership.number(), told);
    }
    Duration rest = comings.rest();
    if (restNanos.getAndSet(rest.toNanos()) != rest.toNanos()) {
      log.info("this node comes again: it takes no streams of others for {}", rest);
      thread.later(this::changed, rest.minusNanos(System.nanoTime() - beganNanos));
    }
  }

  /// Whether this node takes what others run: one that comes again and again does not at once.
  public boolean mayTake() {
    return System.nanoTime() - beganNanos >= restNanos.get();
  }

  private void say(int node, long order) {
    tell(book.heard(node, orders.executeOnKey(node, new Later(order)).longValue()));
  }

  private void tell(boolean news) {
    if (news) {
      changed();
    }
  }

  private void changed() {
    listeners.forEach(Runnable::run);
  }

  /// Told after each change of nodes or shares, on a thread that must not wait.
  public void observe(Runnable listener) {
    listeners.add(listener);
  }

  /// The live nodes whose shares are known.
  public List<Candidate> candidates() {
    List<Candidate> candidates = new ArrayList<>();
    for (NodeView node : membership.nodes()) {
      @Nullable String line = book.line(node.number());
      if (line != null) {
        parse(node.number(), line).ifPresent(candidates::add);
      }
    }
    return candidates;
  }

  private Optional<Candidate> parse(int node, String line) {
    var matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Set<String> labels = new HashSet<>(SPACE.splitAsStream(matcher.group(2)).toList());
    labels.remove("");
    return Optional.of(
        new Candidate(node, Integer.parseInt(matcher.group(1)), isDraining(node), labels));
  }

  /// Whether this node hands over what it has.
  public boolean isDraining(int node) {
    return book.order(node) > 0;
  }

  /// Since when; empty when it does not.
  public Optional<Instant> drainingSince(int node) {
    long order = book.order(node);
    return order > 0 ? Optional.of(Instant.ofEpochMilli(order)) : Optional.empty();
  }

  /// It hands over what it has, and gets nothing. A thread that may wait.
  public void drain(int node) {
    if (!isDraining(node)) {
      say(node, book.next(node, true, clock.millis()));
    }
  }

  /// It takes its share again. A thread that may wait.
  public void resume(int node) {
    if (isDraining(node)) {
      say(node, book.next(node, false, clock.millis()));
    }
  }

  /// Nothing more is said or heard.
  @Override
  public void close() {
    thread.close();
  }

  /// @return what stands then
  private record Later(long order) implements EntryProcessor<Integer, Long, Long> {
    @Serial private static final long serialVersionUID = 1;

    @Override
    public Long process(Map.Entry<Integer, Long> entry) {
      @Nullable Long before = entry.getValue();
      if (before != null && ShareBook.later(before, order) == before) {
        return before;
      }
      entry.setValue(order);
      return order;
    }
  }
}
