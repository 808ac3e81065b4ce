package io.tidegate.cluster.tunnel;

import java.util.Map;
import java.util.TreeSet;

/// What a node serves, by ALPN name (RFC 7301 §3.1). Immutable.
///
/// @param peers for nodes alone
/// @param strangers for those without a certificate, too
public record Applications(
    Map<String, PeerProtocol> peers, Map<String, StrangerProtocol> strangers) {
  /// The bytes of Hazelcast's members.
  public static final String MEMBER = "tidegate-member/1";

  /// Says that a node is there. Nothing is sent.
  public static final String PRESENCE = "tidegate-presence/1";

  /// A new node comes.
  public static final String JOIN = "tidegate-join/1";

  /// What one node asks the one that holds the authority.
  public static final String DESK = "tidegate-desk/1";

  /// Streams from node to node.
  public static final String MEDIA = "tidegate-media/1";

  public Applications {
    peers = Map.copyOf(peers);
    strangers = Map.copyOf(strangers);
  }

  String[] names() {
    TreeSet<String> names = new TreeSet<>(peers.keySet());
    names.addAll(strangers.keySet());
    return names.toArray(String[]::new);
  }
}
