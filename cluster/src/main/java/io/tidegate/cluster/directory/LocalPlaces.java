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
import java.util.stream.Collectors;

/// What this node knows of all streams, and what it has claimed itself. The higher epoch counts, in
/// whatever order news come. Any thread.
final class LocalPlaces {
  private final ConcurrentHashMap<StreamKey, Lease> places = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<StreamKey, Own> own = new ConcurrentHashMap<>();
  private final AtomicLong lost = new AtomicLong();
  private final int number;
  private final Marks marks;
  private final Listener changes;

  /// Told in the order of what happened, once it can be [found][#find]. It must not wait.
  interface Listener {
    void changed(Change change);

    /// Another node has begun by itself what somebody has for longer, as after a split: it does not
    /// count.
    default void strayed(StreamKey key, Lease stray) {}

    /// This node has lost what it had by this epoch.
    default void lost(StreamKey key, long epoch) {}
  }

  /// @param claimed the epoch by which whoever claimed it knows it
  private record Own(Lease lease, long claimed) {
    boolean is(long epoch) {
      return claimed == epoch || lease.epoch() == epoch;
    }
  }

  /// Held while one thing happens and is told.
  private final ReentrantLock order = new ReentrantLock();

  LocalPlaces(int number, Marks marks, Listener changes) {
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
        Epochs.node(lease.epoch()), lease.epoch(), marks.find(key), Runs.isFixed(lease));
  }

  /// What stands of a stream, null for nothing.
  @Nullable
  Lease lease(StreamKey key) {
    return places.get(key);
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
    Map<StreamKey, Lease> leases = new HashMap<>();
    own.forEach((key, mine) -> leases.put(key, mine.lease()));
    return Map.copyOf(leases);
  }

  /// What this node has claimed of this stream, null for nothing.
  @Nullable
  Lease own(StreamKey key) {
    @Nullable Own mine = own.get(key);
    return mine == null ? null : mine.lease();
  }

  boolean has(StreamKey key, long epoch) {
    @Nullable Own mine = own.get(key);
    return mine != null && mine.is(epoch);
  }

  /// The incarnations that have something.
  Set<String> owners() {
    return places.values().stream().map(Lease::owner).collect(Collectors.toSet());
  }

  /// This node's claim stands, or stood a moment ago.
  void claimed(StreamKey key, Lease lease) {
    order.lock();
    try {
      own.put(key, new Own(lease, lease.epoch()));
      newer(key, lease);
    } finally {
      order.unlock();
    }
  }

  /// This node's claim has a higher epoch now; whoever made it knows it by its old one.
  ///
  /// @return whether it was there still
  boolean renewed(StreamKey key, Lease before, Lease lease) {
    order.lock();
    try {
      @Nullable Own mine = own.get(key);
      if (mine == null || !mine.lease().equals(before)) {
        return false;
      }
      own.put(key, new Own(lease, mine.claimed()));
      newer(key, lease);
      return true;
    } finally {
      order.unlock();
    }
  }

  /// It stands though it is a stray one: whoever had it before does not say so.
  void settled(StreamKey key, Lease lease) {
    order.lock();
    try {
      @Nullable Own mine = own.get(key);
      if (mine == null || mine.lease().epoch() >= lease.epoch()) {
        adopt(key, lease);
      }
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
    if (before != null && Runs.isStray(before, lease)) {
      changes.strayed(key, lease);
    } else {
      adopt(key, lease);
    }
  }

  private void adopt(StreamKey key, Lease lease) {
    @Nullable Lease before = places.get(key);
    Lease stands = before != null && before.epoch() > lease.epoch() ? before : lease;
    places.put(key, stands);
    Place place = place(key, stands);
    @Nullable Own mine = own.get(key);
    if (mine != null && mine.lease().epoch() < stands.epoch() && place.node() != number) {
      own.remove(key);
      lost.incrementAndGet();
      changes.lost(key, mine.lease().epoch());
      changes.changed(
          new Change.Lost(key, mine.claimed(), mine.lease().epoch(), Optional.of(place)));
    }
    if (before == null || before.epoch() < stands.epoch()) {
      changes.changed(new Change.Placed(key, place));
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
      changes.changed(new Change.Gone(key));
      return false;
    } finally {
      order.unlock();
    }
  }

  /// This node takes back what it has claimed.
  ///
  /// @return the lease, null when it had it no more
  @Nullable
  Lease released(StreamKey key, long epoch) {
    order.lock();
    try {
      @Nullable Own mine = own.get(key);
      if (mine == null || !mine.is(epoch)) {
        return null;
      }
      own.remove(key);
      boolean _ = gone(key, mine.lease().epoch());
      return mine.lease();
    } finally {
      order.unlock();
    }
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
