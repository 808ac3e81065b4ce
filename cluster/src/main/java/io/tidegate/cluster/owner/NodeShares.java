package io.tidegate.cluster.owner;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.EntryListener;
import com.hazelcast.map.IMap;
import com.hazelcast.map.MapEvent;
import io.tidegate.cluster.member.Membership;
import io.tidegate.cluster.member.MembershipEvent;
import io.tidegate.cluster.member.NodeView;
import io.tidegate.media.Nullable;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/// What share each node takes, and which of them drain. Looking never waits.
///
/// A node that drains does so until it is [resumed][#resume], through its restart, too, as long as
/// another node is there.
public final class NodeShares {
  private static final Pattern SPACE = Pattern.compile(" ");
  private static final Pattern LINE = Pattern.compile("(\\d{1,9})((?: [^ ]+)*)");

  private final Membership membership;
  private final IMap<Integer, String> lines;
  private final IMap<Integer, Long> drained;
  private final String own;
  private final Clock clock;
  private final Map<Integer, String> localLines = new ConcurrentHashMap<>();
  private final Map<Integer, Long> localDrained = new ConcurrentHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /// A thread that may wait.
  ///
  /// @param weight of this node
  /// @param labels of this node, without spaces
  public NodeShares(Membership membership, int weight, Set<String> labels, Clock clock) {
    this.membership = membership;
    this.clock = clock;
    this.lines = membership.map("node-shares");
    this.drained = membership.map("node-drained");
    this.own = weight + (labels.isEmpty() ? "" : " " + String.join(" ", labels));
    lines.addEntryListener(new Copy<>(localLines), true);
    drained.addEntryListener(new Copy<>(localDrained), true);
    membership.observe(this::members);
    look();
  }

  /// A copy of what the map has.
  private final class Copy<V> implements EntryListener<Integer, V> {
    private final Map<Integer, V> local;

    Copy(Map<Integer, V> local) {
      this.local = local;
    }

    private void put(EntryEvent<Integer, V> event) {
      local.put(event.getKey(), event.getValue());
      changed();
    }

    private void remove(EntryEvent<Integer, V> event) {
      local.remove(event.getKey());
      changed();
    }

    @Override
    public void entryAdded(EntryEvent<Integer, V> event) {
      put(event);
    }

    @Override
    public void entryUpdated(EntryEvent<Integer, V> event) {
      put(event);
    }

    @Override
    public void entryRemoved(EntryEvent<Integer, V> event) {
      remove(event);
    }

    @Override
    public void entryEvicted(EntryEvent<Integer, V> event) {
      remove(event);
    }

    @Override
    public void entryExpired(EntryEvent<Integer, V> event) {
      remove(event);
    }

    @Override
    public void mapCleared(MapEvent event) {}

    @Override
    public void mapEvicted(MapEvent event) {}
  }

  private void members(MembershipEvent event) {
    if (event instanceof MembershipEvent.Merged) {
      Thread.ofVirtual().name("cluster-shares").start(this::look);
    } else {
      changed();
    }
  }

  /// Says this node's share, and hears those of others. A thread that may wait.
  public void look() {
    lines.set(membership.number(), own);
    localLines.putAll(lines);
    Map<Integer, Long> now = Map.copyOf(drained);
    localDrained.keySet().retainAll(now.keySet());
    localDrained.putAll(now);
    changed();
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
      @Nullable String line = localLines.get(node.number());
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
    return localDrained.containsKey(node);
  }

  /// Since when; empty when it does not.
  public Optional<Instant> drainingSince(int node) {
    return Optional.ofNullable(localDrained.get(node)).map(Instant::ofEpochMilli);
  }

  /// It hands over what it has, and gets nothing. A thread that may wait.
  public void drain(int node) {
    drained.putIfAbsent(node, clock.millis());
  }

  /// It takes its share again. A thread that may wait.
  public void resume(int node) {
    drained.delete(node);
  }
}
