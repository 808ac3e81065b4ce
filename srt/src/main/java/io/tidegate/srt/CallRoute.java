package io.tidegate.srt;

import io.tidegate.media.Nullable;
import io.tidegate.srt.arq.StockPolicy;
import io.tidegate.srt.relay.PacketRelay;
import io.tidegate.srt.relay.RelayPort;
import io.tidegate.srt.relay.RelayRoute;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;

/// The way of one caller of ours to its peer: straight, or through a port of the relay on loopback,
/// which works the retransmission policy. The port stays from call to call.
///
/// A rendezvous goes straight, whatever its policy: both ends meet at addresses agreed beforehand.
///
/// [#to] from one thread at a time, which may wait; [#close] and [#port] from any.
final class CallRoute {
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

  private final SrtCallTarget target;
  private final @Nullable PacketRelay relay;
  private volatile @Nullable Detour detour;
  private volatile boolean closed;

  /// @param remote where its port leads
  /// @param local where it leaves, null for the system's choice
  private record Detour(InetSocketAddress remote, @Nullable InetAddress local, RelayPort port) {
    boolean leads(InetSocketAddress to, @Nullable InetAddress from) {
      return remote.equals(to) && Objects.equals(local, from);
    }
  }

  /// @param relay null where there is none
  CallRoute(SrtCallTarget target, @Nullable PacketRelay relay) {
    this.target = target;
    this.relay = relay;
  }

  SrtCallTarget target() {
    return target;
  }

  /// Whom libsrt is to call to reach `remote`.
  InetSocketAddress to(InetSocketAddress remote) throws IOException {
    PacketRelay forwarding = relay;
    if (forwarding == null || !needsRelay(target)) {
      return remote;
    }
    InetAddress local = target.dial().localAddress(remote.getAddress().getHostAddress());
    Detour present = detour;
    if (present == null || !present.leads(remote, local)) {
      if (present != null) {
        present.port().close();
      }
      present = new Detour(remote, local, forwarding.open(relayed(remote, local)));
      detour = present;
    }
    if (closed) {
      present.port().close();
    }
    return present.port().address();
  }

  private RelayRoute relayed(InetSocketAddress remote, @Nullable InetAddress local) {
    SrtProfile profile = target.profile();
    RelayRoute relayed =
        RelayRoute.outwards(LOOPBACK, remote, profile.policy())
            .withLatencyMs(profile.latencyMs())
            .withTrafficClass(target.dial().trafficClass());
    return local == null ? relayed : relayed.withOutward(new InetSocketAddress(local, 0));
  }

  /// Null when it goes straight.
  @Nullable
  RelayPort port() {
    Detour present = detour;
    return present == null ? null : present.port();
  }

  void close() {
    closed = true;
    Detour present = detour;
    if (present != null) {
      present.port().close();
    }
  }

  /// Whether the policy of such a call works in a relay.
  static boolean needsRelay(SrtCallTarget target) {
    return target.rendezvous() == null && !target.profile().policy().equals(StockPolicy.NAME);
  }
}
