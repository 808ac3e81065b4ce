package io.tidegate.cluster.tunnel;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.IntFunction;

/// How nodes are connected. Immutable.
///
/// @param listen where this node's relay is reached
/// @param memberPort of Hazelcast on each address of [Loopback]
/// @param aliases the addresses that stand for nodes, [Loopback#of] but in tests
/// @param handshake how long one may take, both TCP and TLS
/// @param idle after which a connection of members is closed; Hazelcast sends something each second
/// @param retry how long after a failed call the next one is made
public record TunnelOptions(
    InetSocketAddress listen,
    int memberPort,
    IntFunction<InetAddress> aliases,
    Duration handshake,
    Duration idle,
    Duration retry) {
  /// Of relays, where nothing else is set.
  public static final int PORT = 5702;

  /// Of Hazelcast.
  public static final int MEMBER_PORT = 5701;

  /// Connections with one peer: a pull of each stream is one.
  static final int MAX_CONNECTIONS = 4096;

  /// More of them for presences and members, without which a node is cut off.
  static final int SPARE_CONNECTIONS = 16;

  /// As others do it.
  public static TunnelOptions on(InetSocketAddress listen) {
    return new TunnelOptions(
        listen,
        MEMBER_PORT,
        Loopback::of,
        Duration.ofSeconds(5),
        Duration.ofMinutes(1),
        Duration.ofMillis(500));
  }
}
