package io.tidegate.cluster.directory;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.ExtendedMapEntry;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryMergedListener;
import com.hazelcast.map.listener.EntryRemovedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import com.hazelcast.query.Predicates;
import io.tidegate.cluster.member.Lease;
import io.tidegate.cluster.member.Membership;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.io.Serial;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/// The leases of streams that all nodes have together. Threads that may wait, but for
/// [#removeSoon].
final class SharedPlaces {
  private final IMap<String, Lease> map;

  SharedPlaces(Membership membership) {
    map = membership.map("streams");
  }

  /// Told on Hazelcast's event thread, which must not wait.
  ///
  /// @param removed with the lease that is no more
  void observe(BiConsumer<StreamKey, Lease> placed, BiConsumer<StreamKey, Lease> removed) {
    map.addEntryListener((EntryAddedListener<String, Lease>) event -> pass(event, placed), true);
    map.addEntryListener((EntryUpdatedListener<String, Lease>) event -> pass(event, placed), true);
    map.addEntryListener((EntryMergedListener<String, Lease>) event -> pass(event, placed), true);
    map.addEntryListener(
        (EntryRemovedListener<String, Lease>)
            event -> pass(event.getKey(), event.getOldValue(), removed),
        true);
  }

  private static void pass(EntryEvent<String, Lease> event, BiConsumer<StreamKey, Lease> to) {
    pass(event.getKey(), event.getValue(), to);
  }

  private static void pass(String key, @Nullable Lease lease, BiConsumer<StreamKey, Lease> to) {
    if (lease != null) {
      parse(key).ifPresent(known -> to.accept(known, lease));
    }
  }

  private static Optional<StreamKey> parse(String key) {
    try {
      return Optional.of(StreamKey.parse(key));
    } catch (IllegalArgumentException _) {
      return Optional.empty(); // of a release that has other keys
    }
  }

  /// Says it, unless one of a higher epoch stands.
  ///
  /// @return what stands now
  Lease put(StreamKey key, Lease lease) {
    return map.executeOnKey(key.toString(), new Put(lease));
  }

  /// @return when it is done
  CompletionStage<Boolean> removeSoon(StreamKey key, long epoch) {
    return map.submitToKey(key.toString(), new Remove(epoch));
  }

  void removeAll(String owner) {
    map.removeAll(Predicates.equal("owner", owner));
  }

  Map<StreamKey, Lease> all() {
    Map<StreamKey, Lease> all = new HashMap<>();
    map.entrySet().forEach(entry -> pass(entry.getKey(), entry.getValue(), all::put));
    return all;
  }

  /// Those of some keys.
  Map<StreamKey, Lease> all(Set<StreamKey> keys) {
    Set<String> names = new HashSet<>();
    keys.forEach(key -> names.add(key.toString()));
    Map<StreamKey, Lease> all = new HashMap<>();
    map.getAll(names).forEach((key, lease) -> pass(key, lease, all::put));
    return all;
  }

  /// One of the same epoch is of the same node, which may have become another incarnation.
  private record Put(Lease lease) implements EntryProcessor<String, Lease, Lease> {
    @Serial private static final long serialVersionUID = 1;

    @Override
    public Lease process(Map.Entry<String, Lease> entry) {
      @Nullable Lease before = entry.getValue();
      if (before != null && before.epoch() > lease.epoch()) {
        return before;
      }
      entry.setValue(lease);
      return lease;
    }
  }

  private record Remove(long epoch) implements EntryProcessor<String, Lease, Boolean> {
    @Serial private static final long serialVersionUID = 1;

    @Override
    public Boolean process(Map.Entry<String, Lease> entry) {
      @Nullable Lease before = entry.getValue();
      if (before == null || before.epoch() != epoch) {
        return false;
      }
      ((ExtendedMapEntry<String, Lease>) entry).setValue(null);
      return true;
    }
  }
}
