package io.tidegate.srt.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.srt.arq.LinkView;
import io.tidegate.srt.packet.Captured;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;

/// A relay with one peer before it and a socket in libsrt's place behind it.
final class RelayedSession implements AutoCloseable {
  final PacketRelay relay;
  final RelayPort port;
  final RawEnd libsrt;
  final RawEnd peer;

  private RelayedSession(RelayOptions options, String host, String policy) throws IOException {
    libsrt = RawEnd.inPlaceOfLibsrt();
    relay = PacketRelay.start(options);
    RelayRoute route = RelayRoute.inwards(free(host), libsrt.address());
    port = relay.open(policy.isEmpty() ? route : route.withPolicy(policy));
    peer = new RawEnd(host, port.address());
  }

  static RelayedSession start(RelayOptions options, String policy) throws IOException {
    return new RelayedSession(options, "127.0.0.1", policy);
  }

  static RelayedSession start(RelayOptions options, String host, String policy) throws IOException {
    return new RelayedSession(options, host, policy);
  }

  /// A session through which the captured handshakes have passed: 150 ms of latency.
  static RelayedSession agreed(RelayOptions options, String policy) throws IOException {
    RelayedSession session = start(options, policy);
    session.agree();
    return session;
  }

  static InetSocketAddress free(String host) {
    return new InetSocketAddress(InetAddress.ofLiteral(host), 0);
  }

  void agree() throws IOException {
    agree(peer, Captured.CONCLUSION);
  }

  void agree(RawEnd from, Bytes conclusion) throws IOException {
    passesIn(from, Captured.INDUCTION);
    passesOut(from, Captured.INDUCTION_RESPONSE);
    passesIn(from, conclusion);
    passesOut(from, Captured.CONCLUSION_RESPONSE);
  }

  /// From the peer to libsrt, unchanged.
  void passesIn(RawEnd from, Bytes packet) throws IOException {
    from.send(packet);
    assertThat(libsrt.receive()).isEqualTo(packet);
  }

  void passesIn(Bytes packet) throws IOException {
    passesIn(peer, packet);
  }

  /// From libsrt to the peer, unchanged.
  void passesOut(RawEnd to, Bytes packet) throws IOException {
    libsrt.send(packet);
    assertThat(to.receive()).isEqualTo(packet);
  }

  void passesOut(Bytes packet) throws IOException {
    passesOut(peer, packet);
  }

  RelayPeer onlyPeer() {
    return port.peers().iterator().next();
  }

  /// How data from the peer goes, once there is some.
  LinkView inbound() {
    return Objects.requireNonNull(onlyPeer().view().inbound());
  }

  @Override
  public void close() {
    relay.close();
    peer.close();
    libsrt.close();
  }
}
