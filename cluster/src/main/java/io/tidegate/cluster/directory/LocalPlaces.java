package io.tidegate.cluster.directory;

import io.tidegate.cluster.member.Epochs;
import io.tidegate.cluster.member.Lease;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// What this node knows of all streams, and what it has claimed itself. The higher epoch counts, in
/// whatever order news come. Any thread.
final class LocalPlaces {
  /// What a lease says of a stream that a publisher brought.
  static final String FIXED = "fixed";

  private final ConcurrentHashMap<StreamKey, Lease> places = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<StreamKey, Lease> own = new ConcurrentHashMap<>();
  private final AtomicLong lost = new AtomicLong();
  private final int number;
  private final Marks marks;
  private final Consumer<Change> changes;

  /// Held while one thing happens and is told.
  private final ReentrantLock order = new ReentrantLock();

  /// @param changes told in the order of what happened, once it can be [found][#find]; it must not
  ///   wait
  LocalPlaces(int number, Marks marks, Consumer<Change> changes) {
    this.number = number;
    this.marks = marks;
    this.changes = changes;
  }

  Optional<Place> find(StreamKey key) {
    return Optional.ofNullable(places.get(key)).map(lease -> place(key, lease));
  }

  Map<StreamKey, Place> all() {
    Map<StreamKey, Place> all = new HashMap<>();
    places.forEach((key, lease) -> all.put(key, place(key, lease)));
    return Map.copyOf(all);
  }

  private Place place(StreamKey key, Lease lease) {
    return new Place(
        Epochs.node(lease.epoch()), lease.epoch(), marks.find(key), lease.value().equals(FIXED));
  }

  /// The highest epoch that was heard of for this key.
  long seen(StreamKey key) {
    @Nullable Lease lease = places.get(key);
    return Math.max(lease == null ? 0 : lease.epoch(), marks.epoch(key));
  }

  /// What the leases are, as a copy.
  Map<StreamKey, Lease> leases() {
    return Map.copyOf(places);
  }

  /// What this node has claimed, as a copy.
  Map<StreamKey, Lease> own() {
    return Map.copyOf(own);
  }

  /// What this node has claimed of this stream, null for nothing.
  @Nullable
  Lease own(StreamKey key) {
    return own.get(key);
  }

  boolean has(StreamKey key, long epoch) {
    @Nullable Lease mine = own.get(key);
    return mine != null && mine.epoch() == epoch;
  }

  /// The incarnations that have something.
  Set<String> owners() {
    return places.values().stream().map(Lease::owner).collect(Collectors.toSet());
  }

  /// This node's claim stands, or stood a moment ago.
  void claimed(StreamKey key, Lease lease) {
    order.lock();
    try {
      own.put(key, lease);
      newer(key, lease);
    } finally {
      order.unlock();
    }
  }

  /// Somebody says it.
  void placed(StreamKey key, Lease lease) {
    order.lock();
    try {
      newer(key, lease);
    } finally {
      order.unlock();
    }
  }

  private void newer(StreamKey key, Lease lease) {
    @Nullable Lease before = places.get(key);
    Lease stands = before != null && before.epoch() > lease.epoch() ? before : lease;
    places.put(key, stands);
    Place place = place(key, stands);
    @Nullable Lease mine = own.get(key);
    if (mine != null && mine.epoch() < stands.epoch() && place.node() != number) {
      own.remove(key);
      lost.incrementAndGet();
      changes.accept(new Change.Lost(key, mine.epoch(), Optional.of(place)));
    }
    if (before == null || before.epoch() < stands.epoch()) {
      changes.accept(new Change.Placed(key, place));
    }
  }

  /// It was taken back, or its owner is gone.
  ///
  /// @return whether it is this node's, which has to say it again
  boolean gone(StreamKey key, long epoch) {
    order.lock();
    try {
      @Nullable Lease lease = places.get(key);
      if (lease == null || lease.epoch() > epoch) {
        return false;
      }
      if (has(key, lease.epoch())) {
        return true;
      }
      places.remove(key);
      changes.accept(new Change.Gone(key));
      return false;
    } finally {
      order.unlock();
    }
  }

  /// This node takes back what it has claimed.
  boolean released(StreamKey key, long epoch) {
    @Nullable Lease mine = own.get(key);
    boolean was = mine != null && mine.epoch() == epoch && own.remove(key, mine);
    if (was) {
      boolean _ = gone(key, epoch);
    }
    return was;
  }

  /// A node is gone; what this one has itself stays.
  void left(String incarnation) {
    places.forEach((key, lease) -> {
      if (lease.owner().equals(incarnation)) {
        boolean _ = gone(key, lease.epoch());
      }
    });
  }

  int size() {
    return places.size();
  }

  int owned() {
    return own.size();
  }

  long lost() {
    return lost.get();
  }
}
