package io.tidegate.cluster.directory;

import com.hazelcast.map.IMap;
import io.tidegate.cluster.member.Membership;
import io.tidegate.cluster.member.NodeView;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// One lease for all that a node says: it is renewed as one, however much that is, by
/// [SharedStreamDirectory]. Threads that may wait.
public final class NodeLeases {
  /// Nodes that are gone or cut off are noticed long before by the tunnel.
  private static final Duration LENGTH = Duration.ofSeconds(15);

  private final Membership membership;
  private final IMap<String, Integer> map;

  public NodeLeases(Membership membership) {
    this.membership = membership;
    this.map = membership.map("node-leases");
  }

  /// By the directory, several times within [#LENGTH]. It does not wait.
  public void renew() {
    var _ =
        map.setAsync(
            membership.self().incarnation(),
            membership.number(),
            LENGTH.toSeconds(),
            TimeUnit.SECONDS);
  }

  /// The incarnations that take part and whose leases stand.
  public Set<String> live() {
    Set<String> live = new HashSet<>(map.keySet());
    live.retainAll(membership.nodes().stream().map(NodeView::incarnation).toList());
    return live;
  }
}
