package io.tidegate.cluster.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidegate.cluster.pki.Authority;
import io.tidegate.cluster.pki.NodeName;
import io.tidegate.media.testing.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What ends when it takes too long, is too much, or the tunnel closes.
class TunnelLimitsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Authority authority;
  private TestNode one;
  private TestNode two;

  @BeforeEach
  void setUp() throws Exception {
    authority = Authority.make(Instant.now());
    int port = Ports.free();
    one = new TestNode(authority, 1, folder.resolve("1"), port, TestNode.NONE);
    Applications media =
        new Applications(Map.of(Applications.MEDIA, TunnelLimitsTest::echo), Map.of());
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

  private Socket toRelay() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), two.tunnel.address().getPort());
  }

  private static int read(Socket socket) {
    try {
      return socket.getInputStream().read();
    } catch (IOException _) {
      return -1;
    }
  }

  private static int readQuietly(PeerConnection connection) {
    try {
      return connection.input().read();
    } catch (IOException _) {
      return -1;
    }
  }

  @Test
  void strangersThatSayNothingDoNotKeepANodeOut() throws Exception {
    List<Socket> strangers = new ArrayList<>();
    try {
      for (int i = 0; i < Handshakes.MOST + 1; i++) {
        strangers.add(
            new Socket(
                InetAddress.getLoopbackAddress(),
                two.tunnel.address().getPort(),
                InetAddress.ofLiteral("127.90.0." + (1 + i % 32)),
                0));
      }
      await().atMost(PATIENCE).until(() -> two.tunnel.stats().overLimit() > 0);

      one.tunnel.call(2, Applications.MEDIA).close();
    } finally {
      for (Socket stranger : strangers) {
        stranger.close();
      }
    }
  }

  @Test
  void whoeverDoesNotReadIsCutOffEvenWhileItIsClosed() throws Exception {
    try (Socket member = one.member(2)) {
      member.getOutputStream().write(1);
      assertThat(member.getInputStream().read()).isEqualTo(1);
      PeerConnection media = one.tunnel.call(2, Applications.MEDIA);
      // what it sends back is not read either, so that nothing can be written sooner or later
      Thread writer = Thread.ofVirtual().start(() -> fill(media));
      awaitStanding(writer);
      Thread closer = Thread.ofVirtual().start(media::close);
      await().atMost(PATIENCE).until(() -> media.closed() == CloseReason.ENDED);

      one.revocations.add(new NodeName(authority.cluster(), 2, TestNode.id(2)), Instant.now());

      assertThat(closer.join(PATIENCE)).isTrue();
      assertThat(writer.join(PATIENCE)).isTrue();
    }
    await().atMost(PATIENCE).until(() -> one.tunnel.connections() == 0);
  }

  private final AtomicLong filled = new AtomicLong();

  private void fill(PeerConnection connection) {
    byte[] chunk = new byte[1 << 16];
    try {
      while (true) {
        connection.output().write(chunk);
        filled.addAndGet(chunk.length);
      }
    } catch (IOException _) {
      // it is cut off
    }
  }

  private void awaitStanding(Thread writer) {
    long[] last = {0, 0};
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> {
          long now = filled.get();
          last[1] = now > 0 && now == last[0] ? last[1] + 1 : 0;
          last[0] = now;
          return last[1] >= 5;
        });
    assertThat(writer.isAlive()).isTrue();
  }

  @Test
  void aConnectionThatTakesTooLongIsCutOff() throws Exception {
    PeerConnection media = one.tunnel.call(2, Applications.MEDIA);
    media.limit(Duration.ofMillis(1));

    assertThat(readQuietly(media)).isNegative();
    assertThat(media.closed()).isEqualTo(CloseReason.LATE);
  }

  @Test
  void theEndEndsHandshakesToo() throws Exception {
    try (Socket silent = toRelay();
        PeerConnection media = one.tunnel.call(2, Applications.MEDIA)) { // it was accepted after it
      two.close();

      assertThat(read(silent)).isNegative();
      assertThat(readQuietly(media)).isNegative();
      assertThatThrownBy(() -> two.tunnel.call(1, Applications.MEDIA))
          .hasMessage("this node stops");
    }
    await().atMost(PATIENCE).until(() -> one.tunnel.present().isEmpty());
  }
}
