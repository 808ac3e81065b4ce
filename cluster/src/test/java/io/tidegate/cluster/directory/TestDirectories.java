package io.tidegate.cluster.directory;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// The directory of several nodes of a test, without Hazelcast: all know all at once, and changes
/// are told by whoever makes them. Any thread.
public final class TestDirectories {
  private static final int NODE_BITS = 16;

  private final Map<StreamKey, Place> places = new HashMap<>();
  private final Map<StreamKey, SegmentPlace> marks = new ConcurrentHashMap<>();
  private final Map<Integer, Node> nodes = new HashMap<>();
  private long last;

  /// The directory as this node has it.
  public synchronized StreamDirectory node(int number) {
    return nodes.computeIfAbsent(number, Node::new);
  }

  /// The node dies: what it has is released.
  public synchronized void kill(int number) {
    nodes.remove(number);
    List<StreamKey> dead =
        places.entrySet().stream()
            .filter(entry -> entry.getValue().node() == number)
            .map(Map.Entry::getKey)
            .toList();
    for (StreamKey key : dead) {
      places.remove(key);
      tell(new Change.Gone(key));
    }
  }

  private void tell(Change change) {
    nodes.values().forEach(node -> node.tell(change));
  }

  private synchronized long claim(int node, StreamKey key, boolean fixed) {
    long epoch = (++last << NODE_BITS) | node;
    Place place = new Place(node, epoch, Optional.ofNullable(marks.get(key)), fixed);
    @Nullable Place before = places.put(key, place);
    @Nullable
    Node loser = before == null || before.node() == node ? null : nodes.get(before.node());
    if (before != null && loser != null) {
      loser.tell(new Change.Lost(key, before.epoch(), before.epoch(), Optional.of(place)));
    }
    tell(new Change.Placed(key, place));
    return epoch;
  }

  private synchronized void release(StreamKey key, long epoch) {
    @Nullable Place place = places.get(key);
    if (place != null && place.epoch() == epoch) {
      places.remove(key);
      tell(new Change.Gone(key));
    }
  }

  private synchronized void mark(StreamKey key, long epoch, SegmentPlace mark) {
    @Nullable Place place = places.get(key);
    if (place != null && place.epoch() == epoch) {
      marks.put(key, mark);
      places.put(key, new Place(place.node(), epoch, Optional.of(mark), place.fixed()));
    }
  }

  private synchronized Map<StreamKey, Place> copy() {
    return Map.copyOf(places);
  }

  private final class Node implements StreamDirectory {
    private final int number;
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();

    Node(int number) {
      this.number = number;
    }

    void tell(Change change) {
      listeners.forEach(listener -> listener.accept(change));
    }

    @Override
    public Optional<Place> find(StreamKey key) {
      return Optional.ofNullable(copy().get(key));
    }

    @Override
    public Map<StreamKey, Place> all() {
      return copy();
    }

    @Override
    public Optional<SegmentPlace> lastMark(StreamKey key) {
      return Optional.ofNullable(marks.get(key));
    }

    @Override
    public long claim(StreamKey key, boolean fixed) {
      return TestDirectories.this.claim(number, key, fixed);
    }

    @Override
    public void release(StreamKey key, long epoch) {
      TestDirectories.this.release(key, epoch);
    }

    @Override
    public void mark(StreamKey key, long epoch, SegmentPlace mark) {
      TestDirectories.this.mark(key, epoch, mark);
    }

    @Override
    public Runnable observe(Consumer<Change> listener) {
      copy().forEach((key, place) -> listener.accept(new Change.Placed(key, place)));
      listeners.add(listener);
      return () -> listeners.remove(listener);
    }
  }
}
