package io.tidegate.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.map.IMap;
import io.tidegate.cluster.member.Membership;
import io.tidegate.cluster.member.MembershipOptions;
import io.tidegate.cluster.pki.PrivateFiles;
import io.tidegate.cluster.pki.Revocation;
import io.tidegate.cluster.tunnel.Peer;
import io.tidegate.cluster.tunnel.PeerBook;
import io.tidegate.cluster.tunnel.TestNode;
import io.tidegate.cluster.tunnel.TunnelOptions;
import io.tidegate.media.testing.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One node in this process, with Hazelcast.
class ClusterNodeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Peer NINTH = new Peer(9, TestNode.id(9), "n9", "127.85.1.9", 5702);

  @TempDir Path folder;
  private int port;
  private int memberPort;

  @BeforeEach
  void setUp() throws IOException {
    port = Ports.free();
    memberPort = Ports.free();
  }

  private static InetAddress alias(int number) {
    return InetAddress.ofLiteral("127.85.0." + number);
  }

  private ClusterOptions options(Optional<String> host, String listen, Clock clock) {
    TunnelOptions usual = TunnelOptions.on(new InetSocketAddress(listen, port));
    TunnelOptions tunnel =
        new TunnelOptions(
            usual.listen(),
            memberPort,
            ClusterNodeTest::alias,
            usual.handshake(),
            usual.idle(),
            usual.retry());
    return new ClusterOptions(folder, "one", host, tunnel, ClusterOptions.SILENCE, clock);
  }

  private ClusterOptions options(Optional<String> host) {
    return options(host, "127.0.0.1", Clock.systemUTC());
  }

  private ClusterNode start() throws Exception {
    return ClusterNode.start(options(Optional.empty()), Map.of());
  }

  @Test
  void aStartThatFailsLeavesNothingBehind() throws Exception {
    ClusterNode.found(options(Optional.empty()));
    try (ServerSocket taken = new ServerSocket(memberPort, 1, alias(1))) {
      assertThat(taken.isBound()).isTrue();
      assertThatThrownBy(this::start).isInstanceOf(RuntimeException.class);
    }

    try (ClusterNode node = start()) {
      assertThat(node.membership().nodes()).hasSize(1);
    }
  }

  @Test
  void whereANodeIsItSaysItself() throws Exception {
    ClusterNode.found(options(Optional.of("127.85.1.1")));
    Peer before = PeerBook.open(new PrivateFiles(folder)).find(1).orElseThrow();
    Optional<String> moved = Optional.of("127.85.1.2");

    try (ClusterNode node = ClusterNode.start(options(moved), Map.of())) {
      Peer now = new Peer(1, before.id(), "one", "127.85.1.2", port, 1);
      assertThat(node.known()).containsExactly(now);
      IMap<Integer, String> lines = node.membership().map("peers");
      await().atMost(PATIENCE).until(() -> now.line().equals(lines.get(1)));

      // another node has heard of it before this one had its disk
      lines.set(1, new Peer(1, before.id(), "one", "127.85.1.7", port, 5).line());

      Peer again = new Peer(1, before.id(), "one", "127.85.1.2", port, 6);
      await().atMost(PATIENCE).until(() -> again.line().equals(lines.get(1)));
      assertThat(node.known()).containsExactly(again);
    }
    try (ClusterNode node = ClusterNode.start(options(moved), Map.of())) {
      assertThat(node.known().getFirst().revision()).isEqualTo(6);
    }
  }

  @Test
  void aRevocationIsToldThoughItCannotBeKeptAndAgainWhenAskedAgain() throws Exception {
    ClusterNode.found(options(Optional.empty()));
    PeerBook.open(new PrivateFiles(folder)).put(NINTH);
    try (ClusterNode node = start()) {
      IMap<Integer, String> lines = node.membership().map("revoked");
      Path full = Files.createDirectories(folder.resolve("revoked.new").resolve("x"));

      assertThatThrownBy(() -> node.revoke(9)).isInstanceOf(IOException.class);
      assertThat(lines.get(9)).isNotNull();

      Files.delete(full);
      lines.clear();
      assertThat(node.revoke(9)).isFalse();
      assertThat(lines.get(9)).isNotNull();
      assertThat(node.revoke(8)).isFalse();
    }
  }

  @Test
  void leavingThatFailsMayBeTriedAgainAndEndsWell() throws Exception {
    ClusterNode.found(options(Optional.empty()));
    ClusterNode node = start();
    node.membership().close(); // nobody can be told any more

    assertThatThrownBy(node::leave).isInstanceOf(IllegalStateException.class);
    assertThat(node.isClosed()).isFalse();
    assertThatThrownBy(node::leave).isInstanceOf(IllegalStateException.class);
    node.close();

    try (ClusterNode again = start()) {
      again.leave();
      assertThat(again.isClosed()).isTrue();
      again.leave();
    }
    assertThat(Ports.isFree(InetAddress.ofLiteral("127.0.0.1"), port)).isTrue();
  }

  @Test
  void aNodeThatWasRevokedWhileItWasAwayEnds() throws Exception {
    ClusterNode.found(options(Optional.empty()));
    PrivateFiles files = new PrivateFiles(folder);
    PeerBook.open(files).put(new Peer(2, TestNode.id(2), "n2", "127.85.1.2", 5702));
    String secret = files.read("secret").orElseThrow().strip();
    Map<Integer, InetAddress> addresses = Map.of(1, alias(1), 2, alias(2));
    try (Membership second =
        Membership.start(
            new MembershipOptions(secret, 2, addresses, memberPort, 1, ClusterOptions.SILENCE))) {
      IMap<Integer, String> lines = second.map("revoked");
      lines.set(1, new Revocation(1, TestNode.id(1), Instant.now()).line());

      try (ClusterNode node = start()) {
        await().atMost(PATIENCE).until(node::isClosed);
      }
    }
  }

  @Test
  void nothingOfAnotherClusterIsTakenOver() throws Exception {
    ClusterNode.found(options(Optional.empty()));
    Files.writeString(folder.resolve("revoked"), new Revocation(2, "x", Instant.EPOCH).line());
    Files.delete(folder.resolve("secret"));

    assertThatThrownBy(() -> ClusterNode.found(options(Optional.empty())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ca.key");

    Files.delete(folder.resolve("ca.key"));
    ClusterNode.found(options(Optional.empty()));
    assertThat(folder.resolve("revoked")).doesNotExist();
  }

  @Test
  void anAddressThatNobodyCanCallIsRefused() {
    assertThatThrownBy(
            () -> ClusterNode.found(options(Optional.empty(), "0.0.0.0", Clock.systemUTC())))
        .isInstanceOf(IllegalStateException.class);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aCertificateThatDoesNotCountYetIsRenewed() throws Exception {
    Instant now = Instant.now();
    Clock ahead = Clock.fixed(now.plus(Duration.ofDays(4000)), ZoneOffset.UTC);
    ClusterNode.found(options(Optional.empty(), "127.0.0.1", ahead));
    ClusterState state = ClusterState.open(options(Optional.empty())).orElseThrow();
    Renewal renewal =
        new Renewal(
            state,
            () -> {
              throw new IOException("nobody is there");
            },
            Clock.fixed(now, ZoneOffset.UTC));

    renewal.tend();

    state.credentials().certificate().checkValidity();
  }
}
