package io.tidegate.cluster.member;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How a node takes part. Immutable.
///
/// @param secret who does not know it is not let in: whoever has a shell on this machine reaches
///   the port, too
/// @param number this node's
/// @param addresses that stand for the nodes, by their numbers, this one's among them
/// @param port of Hazelcast on each of them
/// @param backups how many further nodes keep what one has
/// @param silence after which a node that is connected, but says nothing, is taken for dead. Nodes
///   that are gone or cut off are noticed by the tunnel long before.
public record MembershipOptions(
    String secret,
    int number,
    Map<Integer, InetAddress> addresses,
    int port,
    int backups,
    Duration silence) {
  static final int MAX_BACKUPS = 2;

  public MembershipOptions {
    addresses = Map.copyOf(addresses);
    if (!addresses.containsKey(number)) {
      throw new IllegalArgumentException("no address for node " + number);
    }
    if (backups < 0 || backups > MAX_BACKUPS) {
      throw new IllegalArgumentException("backups " + backups);
    }
  }

  InetAddress own() {
    InetAddress own = addresses.get(number);
    if (own == null) {
      throw new IllegalStateException("no address for node " + number);
    }
    return own;
  }

  List<String> members() {
    return members(addresses);
  }

  List<String> members(Map<Integer, InetAddress> all) {
    return new TreeMap<>(all)
        .values().stream().map(address -> address.getHostAddress() + ":" + port).toList();
  }

  @Override
  public String toString() {
    return "MembershipOptions[node " + number + ", " + addresses + ", hidden secret]";
  }
}
