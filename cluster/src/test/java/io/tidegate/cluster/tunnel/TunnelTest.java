package io.tidegate.cluster.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidegate.cluster.pki.Authority;
import io.tidegate.cluster.pki.Credentials;
import io.tidegate.cluster.pki.NodeName;
import io.tidegate.cluster.pki.NodeTls;
import io.tidegate.cluster.pki.P256;
import io.tidegate.cluster.pki.PeerCheck;
import io.tidegate.cluster.pki.Refusal;
import io.tidegate.media.testing.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TunnelTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Authority authority;
  private int port;
  private TestNode one;
  private TestNode two;

  @BeforeEach
  void setUp() throws Exception {
    authority = Authority.make(Instant.now());
    port = Ports.free();
    one = new TestNode(authority, 1, folder.resolve("1"), port, TestNode.NONE);
    Applications media = new Applications(Map.of(Applications.MEDIA, TunnelTest::echo), Map.of());
    two = new TestNode(authority, 2, folder.resolve("2"), port, media);
    one.book.put(two.peer());
    two.book.put(one.peer());
    await()
        .atMost(PATIENCE)
        .until(() -> !one.tunnel.present().isEmpty() && !two.tunnel.present().isEmpty());
  }

  @AfterEach
  void tearDown() {
    one.close();
    two.close();
  }

  private static void echo(PeerConnection connection) throws IOException {
    connection.input().transferTo(connection.output());
  }

  @Test
  void carriesMembersBothWays() throws Exception {
    byte[] sent = new byte[1 << 20];
    new Random(1).nextBytes(sent);
    try (Socket member = one.member(2)) {
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  member.getOutputStream().write(sent);
                } catch (IOException broken) {
                  throw new IllegalStateException(broken);
                }
              });
      assertThat(member.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
      writer.join();
    }
    await().atMost(PATIENCE).until(() -> one.tunnel.stats().bytesOut() == sent.length);
    await().atMost(PATIENCE).until(() -> one.tunnel.stats().bytesIn() == sent.length);
    await().atMost(PATIENCE).until(() -> two.tunnel.stats().bytesIn() == sent.length);
    // the presences are left
    await().atMost(PATIENCE).until(() -> one.tunnel.connections() == 2);
  }

  @Test
  void whoeverIsNotReadIsNotReadEither() throws Exception {
    int all = 256 << 20;
    try (Socket member = one.member(2)) {
      Thread writer = Thread.ofVirtual().start(() -> writeQuietly(member, all));
      long[] last = {0, 0};
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> {
            long now = one.tunnel.stats().bytesOut();
            last[1] = now > 0 && now == last[0] ? last[1] + 1 : 0;
            last[0] = now;
            return last[1] >= 5;
          });
      assertThat(last[0]).isLessThan(all / 2);
      member.getInputStream().skipNBytes(all);
      writer.join();
    }
  }

  private static void writeQuietly(Socket member, int length) {
    byte[] chunk = new byte[1 << 16];
    try {
      for (int sent = 0; sent < length; sent += chunk.length) {
        member.getOutputStream().write(chunk);
      }
    } catch (IOException _) {
      // the test fails by what it reads
    }
  }

  @Test
  void theDoorRefusesOnceThePeerIsGone() throws Exception {
    List<Integer> lost = new CopyOnWriteArrayList<>();
    one.tunnel.observeLost(peer -> {
      throw new IllegalStateException("a bug of a listener");
    });
    one.tunnel.observeLost(lost::add);
    try (Socket member = one.member(2)) {
      two.close();

      assertThat(read(member)).isNegative();
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThatThrownBy(() -> one.member(2).close()).isInstanceOf(IOException.class));
    await().atMost(PATIENCE).until(() -> one.tunnel.stats().lost() == 1);
    await().atMost(PATIENCE).until(() -> lost.equals(List.of(2)));
  }

  private static int read(Socket socket) {
    try {
      return socket.getInputStream().read();
    } catch (IOException _) {
      return -1;
    }
  }

  @Test
  void aSecondApplicationHasConnectionsOfItsOwn() throws Exception {
    try (PeerConnection media = one.tunnel.call(2, Applications.MEDIA)) {
      media.output().write("stream".getBytes(StandardCharsets.US_ASCII));
      media.output().flush();

      assertThat(media.input().readNBytes(6))
          .asString(StandardCharsets.US_ASCII)
          .isEqualTo("stream");
      assertThat(media.peer().number()).isEqualTo(2);
    }
    assertThat(two.memberConnections).hasValue(0);
  }

  @Test
  void whatIsNotServedIsRefused() {
    assertThatThrownBy(() -> two.tunnel.call(1, Applications.MEDIA))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> one.tunnel.call(3, Applications.MEDIA))
        .isInstanceOf(IOException.class)
        .hasMessage("node 3 is not known");
  }

  private Socket toRelay() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), two.tunnel.address().getPort());
  }

  @Test
  void aPlainClientGetsNothing() throws Exception {
    try (Socket plain = toRelay()) {
      plain.getOutputStream().write("HZC\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII));

      byte[] answer = readAll(plain);

      // a TLS alert of seven bytes, or nothing
      assertThat(answer.length).isIn(0, 7);
      await().atMost(PATIENCE).until(() -> two.tunnel.stats().handshakesFailed() == 1);
      assertThat(two.memberConnections).hasValue(0);
    }
  }

  private static byte[] readAll(Socket socket) {
    try {
      return socket.getInputStream().readAllBytes();
    } catch (IOException _) {
      return new byte[0];
    }
  }

  private PeerCheck anyOfTheCluster() {
    return new PeerCheck(authority.certificate(), none -> false, Clock.systemUTC());
  }

  /// Speaks to the second node's relay as whoever has these; nothing comes of it but one count.
  private void assertRefused(NodeTls stranger, Refusal reason) throws Exception {
    try (Socket socket = toRelay()) {
      SSLSocket tls = stranger.client(socket, Applications.MEMBER);
      byte[] got;
      try {
        tls.startHandshake();
        tls.getOutputStream().write("HZC\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII));
        got = readAll(tls);
      } catch (IOException _) {
        got = new byte[0];
      }
      assertThat(got).isEmpty();
    }
    await().atMost(PATIENCE).until(() -> two.tunnel.stats().refused(reason) == 1);
    assertThat(two.memberConnections).hasValue(0);
  }

  @Test
  void refusesTlsWithoutACertificate() throws Exception {
    assertRefused(NodeTls.withoutCertificate(new TrustAll()), Refusal.NO_CERTIFICATE);
  }

  @Test
  void refusesACertificateOfAnotherCluster() throws Exception {
    Credentials foreign = TestNode.credentials(Authority.make(Instant.now()), 1);

    assertRefused(new NodeTls(() -> foreign, anyOfTheCluster()), Refusal.FOREIGN);
  }

  @Test
  void refusesACertificateThatHasExpired() throws Exception {
    KeyPair pair = P256.generate();
    Instant then = Instant.now().minus(Duration.ofDays(400));
    Credentials expired =
        new Credentials(
            pair.getPrivate(),
            authority.issue(pair.getPublic(), 1, TestNode.id(1), then),
            authority.certificate());

    assertRefused(new NodeTls(() -> expired, anyOfTheCluster()), Refusal.EXPIRED);
  }

  @Test
  void refusesARevokedOneEvenIfItResumesItsSession() throws Exception {
    Credentials third = TestNode.credentials(authority, 3);
    NodeTls tls = new NodeTls(() -> third, anyOfTheCluster());
    try (Socket socket = toRelay()) {
      SSLSocket before = tls.client(socket, Applications.PRESENCE);
      before.startHandshake();
      assertThat(before.getInputStream().read()).isEqualTo(Presence.HERE);

      two.revocations.add(third.name(), Instant.now());

      assertThat(read(before)).isNegative();
    }
    assertThat(two.tunnel.stats().revoked()).isEqualTo(1);
    assertRefused(tls, Refusal.REVOKED);
  }

  @Test
  void aRevocationEndsWhatRuns() throws Exception {
    try (Socket member = one.member(2);
        PeerConnection media = one.tunnel.call(2, Applications.MEDIA)) {
      member.getOutputStream().write(1);
      assertThat(member.getInputStream().read()).isEqualTo(1);

      two.revocations.add(new NodeName(authority.cluster(), 1, TestNode.id(1)), Instant.now());

      assertThat(read(member)).isNegative();
      assertThat(readQuietly(media)).isNegative();
    }
    await().atMost(PATIENCE).until(() -> two.tunnel.connections() == 0);
    assertThat(two.tunnel.present()).isEmpty();
  }

  private static int readQuietly(PeerConnection connection) {
    try {
      return connection.input().read();
    } catch (IOException _) {
      return -1;
    }
  }

  @Test
  void anotherNodeAtAnAddressIsNotTakenForTheOneThatWasCalled() throws Exception {
    one.book.put(new Peer(3, TestNode.id(3), "n3", "127.0.0.1", two.tunnel.address().getPort()));

    assertThatThrownBy(() -> one.tunnel.call(3, Applications.MEDIA))
        .isInstanceOf(IOException.class)
        .hasMessage(Refusal.OTHER_NODE.words());
    assertThat(one.tunnel.stats().refused(Refusal.OTHER_NODE)).isPositive();
  }

  @Test
  void aPeerThatComesBackIsFoundAgain() throws Exception {
    two.close();
    await().atMost(PATIENCE).until(() -> one.tunnel.present().isEmpty());

    TestNode again = new TestNode(authority, 2, folder.resolve("3"), port, TestNode.NONE);
    try {
      one.book.put(again.peer());

      await().atMost(PATIENCE).until(() -> !one.tunnel.present().isEmpty());
      try (Socket member = one.member(2)) {
        member.getOutputStream().write(new byte[] {1, 2, 3});
        assertThat(Arrays.toString(member.getInputStream().readNBytes(3))).isEqualTo("[1, 2, 3]");
      }
    } finally {
      again.close();
    }
  }
}
