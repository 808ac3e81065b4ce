package io.tidegate.srt.relay;

import io.tidegate.media.Nullable;
import java.net.InetSocketAddress;

/// From where to where one port of a relay forwards. Immutable.
///
/// @param listen where packets come in; port 0 takes a free one, the IPv6 wildcard serves IPv4 too
/// @param target where they go
/// @param network which of the two is the network
/// @param policy of peers for which nobody chooses one; null forwards them unchanged
/// @param latencyMs what a policy reckons with until a handshake tells
/// @param outward local address towards the target, for a rendezvous; null takes a free port
/// @param trafficClass of the packets to the target, as IP headers have it
/// @param drill runs on every peer from its first packet on; null for none
public record RelayRoute(
    InetSocketAddress listen,
    InetSocketAddress target,
    NetworkSide network,
    @Nullable String policy,
    int latencyMs,
    @Nullable InetSocketAddress outward,
    int trafficClass,
    @Nullable Drill drill) {
  /// libsrt's default.
  public static final int DEFAULT_LATENCY_MS = 120;

  public RelayRoute {
    if (listen.isUnresolved() || target.isUnresolved()) {
      throw new IllegalArgumentException("addresses must be resolved: " + listen + ", " + target);
    }
    if (latencyMs < 0) {
      throw new IllegalArgumentException("latencyMs: " + latencyMs);
    }
  }

  /// Peers come in at `listen` and reach libsrt at `target`; their policy is chosen for each.
  public static RelayRoute inwards(InetSocketAddress listen, InetSocketAddress target) {
    return new RelayRoute(
        listen, target, NetworkSide.LISTEN, null, DEFAULT_LATENCY_MS, null, 0, null);
  }

  /// libsrt calls `listen` and reaches the peer at `target`.
  public static RelayRoute outwards(
      InetSocketAddress listen, InetSocketAddress target, String policy) {
    return new RelayRoute(
        listen, target, NetworkSide.TARGET, policy, DEFAULT_LATENCY_MS, null, 0, null);
  }

  /// The same with a policy for everybody.
  public RelayRoute withPolicy(String other) {
    return new RelayRoute(listen, target, network, other, latencyMs, outward, trafficClass, drill);
  }

  /// The same with another latency to begin with.
  public RelayRoute withLatencyMs(int other) {
    return new RelayRoute(listen, target, network, policy, other, outward, trafficClass, drill);
  }

  /// The same from a fixed local address.
  public RelayRoute withOutward(InetSocketAddress other) {
    return new RelayRoute(listen, target, network, policy, latencyMs, other, trafficClass, drill);
  }

  /// The same as an impaired network.
  public RelayRoute withDrill(Drill other) {
    return new RelayRoute(listen, target, network, policy, latencyMs, outward, trafficClass, other);
  }

  /// The same with marked packets towards the target.
  public RelayRoute withTrafficClass(int other) {
    return new RelayRoute(listen, target, network, policy, latencyMs, outward, other, drill);
  }
}
