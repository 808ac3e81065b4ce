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
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// What this node knows of all streams, and what it has claimed itself. The higher epoch counts, in
/// whatever order news come. Any thread.
final class LocalPlaces {
  private final ConcurrentHashMap<StreamKey, Lease> places = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<StreamKey, Long> own = new ConcurrentHashMap<>();
  private final AtomicLong lost = new AtomicLong();
  private final int number;
  private final Marks marks;
  private final Consumer<Change> changes;

  /// @param changes told within the map's atomic operations, so it must not wait
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
    return new Place(Epochs.node(lease.epoch()), lease.epoch(), marks.find(key));
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

  /// What this node has claimed, by which epochs; a copy.
  Map<StreamKey, Long> own() {
    return Map.copyOf(own);
  }

  boolean has(StreamKey key, long epoch) {
    @Nullable Long mine = own.get(key);
    return mine != null && mine == epoch;
  }

  /// The incarnations that have something.
  Set<String> owners() {
    return places.values().stream().map(Lease::owner).collect(Collectors.toSet());
  }

  /// This node's claim stands, or stood a moment ago.
  void claimed(StreamKey key, Lease lease) {
    places.compute(
        key,
        (_, before) -> {
          own.put(key, lease.epoch());
          return newer(key, before, lease);
        });
  }

  /// Somebody says it.
  void placed(StreamKey key, Lease lease) {
    places.compute(key, (_, before) -> newer(key, before, lease));
  }

  private Lease newer(StreamKey key, @Nullable Lease before, Lease lease) {
    Lease stands = before != null && before.epoch() > lease.epoch() ? before : lease;
    Place place = place(key, stands);
    @Nullable Long mine = own.get(key);
    if (mine != null && mine < stands.epoch() && place.node() != number) {
      own.remove(key);
      lost.incrementAndGet();
      changes.accept(new Change.Lost(key, mine, Optional.of(place)));
    }
    if (before == null || before.epoch() < stands.epoch()) {
      changes.accept(new Change.Placed(key, place));
    }
    return stands;
  }

  /// It was taken back, or its owner is gone.
  ///
  /// @return whether it is this node's, which has to say it again
  boolean gone(StreamKey key, long epoch) {
    boolean[] mine = new boolean[1];
    places.computeIfPresent(
        key,
        (_, lease) -> {
          mine[0] = has(key, lease.epoch()) && lease.epoch() <= epoch;
          if (mine[0] || lease.epoch() > epoch) {
            return lease;
          }
          changes.accept(new Change.Gone(key));
          return null;
        });
    return mine[0];
  }

  /// This node takes back what it has claimed.
  boolean released(StreamKey key, long epoch) {
    boolean was = own.remove(key, epoch);
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
