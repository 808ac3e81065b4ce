package io.tidegate.cluster.member;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.ExtendedMapEntry;
import com.hazelcast.map.IMap;
import com.hazelcast.query.Predicates;
import io.tidegate.media.Nullable;
import java.io.Serial;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What nodes say about themselves, each entry for as long as its owner lives: it is gone when the
/// owner left, or when nobody has renewed it, whichever is first. Any thread that may wait.
public final class Leases {
  private final Membership membership;
  private final IMap<String, Lease> map;
  private final Duration length;

  /// @param name of the map, the same at all nodes
  /// @param length how long an entry stands that is not renewed
  public Leases(Membership membership, String name, Duration length) {
    this.membership = membership;
    this.map = membership.map("lease-" + name);
    this.length = length;
    membership.observe(this::clear);
  }

  /// Says it, or says it again. It does not stand against one of a higher epoch.
  ///
  /// @return false when another node's stands
  public boolean put(String key, long epoch, String value) {
    Lease lease = new Lease(membership.self().incarnation(), epoch, value);
    return map.executeOnKey(key, new Put(lease, length.toMillis()));
  }

  /// Who says it, and what.
  public Optional<Lease> find(String key) {
    return Optional.ofNullable(map.get(key));
  }

  /// All of them, as a copy.
  public Map<String, Lease> all() {
    return Map.copyOf(map);
  }

  /// Takes back what this node has said at this epoch; does nothing to what others say.
  public void remove(String key, long epoch) {
    map.executeOnKey(key, new Remove(epoch));
  }

  /// Each node does it: the one that would be asked to may die as well.
  private void clear(MembershipEvent event) {
    if (event instanceof MembershipEvent.Left(NodeView node)) {
      Thread.ofVirtual()
          .name("cluster-leases")
          .start(() -> map.removeAll(Predicates.equal("owner", node.incarnation())));
    }
  }

  /// One of the same epoch is of the same node, which may have become another incarnation.
  private record Put(Lease lease, long lengthMs) implements EntryProcessor<String, Lease, Boolean> {
    @Serial private static final long serialVersionUID = 1;

    @Override
    public Boolean process(Map.Entry<String, Lease> entry) {
      @Nullable Lease before = entry.getValue();
      if (before != null && before.epoch() > lease.epoch()) {
        return false;
      }
      ((ExtendedMapEntry<String, Lease>) entry).setValue(lease, lengthMs, TimeUnit.MILLISECONDS);
      return true;
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
