package io.tidegate.gateway.cluster;

import io.tidegate.cluster.ClusterNode;
import io.tidegate.cluster.tunnel.PeerProtocol;
import java.util.Map;

/// What takes part in the cluster as long as this node is in one. Told on one virtual thread, which
/// may wait.
public interface ClusterPart {
  /// What this part serves to other nodes, by ALPN name; asked whenever the node starts, before it
  /// does.
  default Map<String, PeerProtocol> serves() {
    return Map.of();
  }

  /// This node is a member now: at the start of the process, or when it founded or joined one. When
  /// it throws, this node is no member, tries again later, and says so in `/health`.
  void joined(ClusterNode node);

  /// It is none any more: revoked, left, or the gateway stops. Everything of the node is still
  /// readable. Parts are told in the order opposite to that of [#joined]; one that could not join
  /// is told, too.
  void left();
}
