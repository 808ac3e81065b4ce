package io.tidegate.rtmp;

import static io.tidegate.media.testing.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.DataSize;
import io.tidegate.media.amf.Amf0Value;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Outbox;
import io.tidegate.rtmp.chunk.ChunkWriter;
import io.tidegate.rtmp.chunk.RawMessage;
import io.tidegate.rtmp.message.MessageWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Peers that are slow, huge, truncated, out of order, or no RTMP peers at all.
final class RtmpBadPeerTest {
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.open();
  }

  @AfterEach
  void stop() {
    await().ignoreExceptions().until(this::serves); // whatever the peer did, others are served
    server.close();
  }

  /// Such a server in place of the patient one. A peer that means well may miss its limit on a busy
  /// machine, and tries again.
  private void restart(RtmpOptions options) {
    server.close();
    server = TestServer.with(options);
  }

  private void limitHandshakes() {
    restart(TestServer.PATIENT.withHandshakeTimeout(Duration.ofSeconds(1)));
  }

  @Test
  void sendsAWebBrowserAway() throws Exception {
    endsWith(CloseReason.PROTOCOL_ERROR, Bytes.of("GET / HTTP/1.1\r\n", StandardCharsets.US_ASCII));
  }

  @Test
  void closesAPeerThatSaysNothing() throws Exception {
    limitHandshakes();
    endsWith(CloseReason.HANDSHAKE_TIMEOUT, Bytes.EMPTY);
  }

  @Test
  void closesAPeerThatStopsInTheHandshake() throws Exception {
    limitHandshakes();
    endsWith(CloseReason.HANDSHAKE_TIMEOUT, new ByteWriter().u8(3).fill(0, 900).toBytes());
  }

  @Test
  void closesAPeerThatNeverConnects() throws Exception {
    restart(TestServer.PATIENT.withHandshakeTimeout(Duration.ofSeconds(3)));
    try (RawPeer peer = new RawPeer(server.port)) {
      peer.handshake();
      assertTrue(peer.isClosedByServer());
    }
    closedAs(CloseReason.HANDSHAKE_TIMEOUT);
  }

  @Test
  void closesAPublisherThatSendsNothing() throws Exception {
    restart(TestServer.PATIENT.withIdleTimeout(Duration.ofSeconds(3)));
    try (RawPeer peer = RawPeer.connected(server.port, "live")) {
      peer.publish("x");
      assertEquals("NetStream.Publish.Start", peer.status());
      assertTrue(peer.isClosedByServer());
    }
    closedAs(CloseReason.IDLE_TIMEOUT);
  }

  @Test
  void closesAPeerThatGivesCommandsBeforeConnect() throws Exception {
    try (RawPeer peer = new RawPeer(server.port)) {
      peer.handshake();
      peer.publish("x");
      assertTrue(peer.isClosedByServer());
    }
    closedAs(CloseReason.PROTOCOL_ERROR);
  }

  @Test
  void closesAPeerThatConnectsTwiceOrPublishesTwice() throws Exception {
    try (RawPeer peer = RawPeer.connected(server.port, "live")) {
      peer.command(0, "connect", 1, Amf0Value.Obj.of("app", "live"));
      assertTrue(peer.isClosedByServer());
    }
    try (RawPeer peer = RawPeer.connected(server.port, "live")) {
      peer.publish("x");
      peer.publish("y");
      assertTrue(peer.isClosedByServer());
    }
  }

  @Test
  void closesAPeerThatAnnouncesAHugeMessage() throws Exception {
    try (RawPeer peer = RawPeer.connected(server.port, "live")) {
      peer.raw(Bytes.ofHex("04 000000 FFFFFF 09 01000000"));
      assertTrue(peer.isClosedByServer());
    }
    closedAs(CloseReason.PROTOCOL_ERROR);
  }

  @Test
  void closesAPeerThatSendsGarbageAfterItsHandshake() throws Exception {
    byte[] garbage = new byte[100_000];
    new Random(5).nextBytes(garbage);
    try (RawPeer peer = new RawPeer(server.port)) {
      peer.handshake();
      peer.raw(Bytes.wrap(garbage));
      assertTrue(peer.isClosedByServer());
    } catch (IOException reset) {
      // closed while the garbage was on its way
    }
  }

  @Test
  void bearsMediaThatIsNoMedia() throws Exception {
    try (RawPeer peer = RawPeer.connected(server.port, "live")) {
      peer.publish("x");
      assertEquals("NetStream.Publish.Start", peer.status());
      Random random = new Random(9);
      for (int i = 0; i < 300; i++) {
        byte[] body = new byte[random.nextInt(60)];
        random.nextBytes(body);
        peer.send(new RawMessage(i % 3 == 0 ? 18 : 8 + i % 2, 1, i, Bytes.wrap(body)));
      }
      peer.command(0, "_checkbw", 9);
      assertEquals(9, peer.await("_result").transactionId());
    }
  }

  @Test
  void bearsAHandshakeByteByByte() throws Exception {
    try (RawPeer peer = new RawPeer(server.port)) {
      Bytes hello = new ByteWriter().u8(3).fill(0, 1536).toBytes();
      for (int i = 0; i < hello.length(); i++) {
        peer.raw(hello.slice(i, 1));
      }
      assertEquals(3073, peer.read(3073).length());
    }
  }

  private boolean serves() throws Exception {
    try (RawPeer peer = RawPeer.connected(server.port, "other")) {
      peer.publish("stream");
      return peer.status().equals("NetStream.Publish.Start");
    }
  }

  private void endsWith(CloseReason reason, Bytes bytes) throws Exception {
    try (RawPeer peer = new RawPeer(server.port)) {
      peer.raw(bytes);
      assertTrue(peer.isClosedByServer());
    }
    closedAs(reason);
  }

  private void closedAs(CloseReason reason) {
    await().until(() -> wasClosedAs(reason));
  }

  @Test
  void closesAPeerThatPingsWithoutReadingTheAnswers() throws Exception {
    ByteWriter pings = new ByteWriter();
    ChunkWriter chunks = new ChunkWriter(128);
    for (int i = 0; i < 4_000; i++) {
      chunks.write(2, MessageWriter.streamEvent(MessageWriter.PING_REQUEST, i), pings);
    }
    Bytes burst = pings.toBytes();
    try (RawPeer peer = RawPeer.narrow(server.port).connect("live")) {
      assertThrows(IOException.class, () -> sendFor(200_000_000, peer, burst));
    }
    closedAs(CloseReason.PROTOCOL_ERROR);
  }

  @Test
  void cutsAPlayerThatStoppedReading() throws Exception {
    restart(impatientWithPlayers());
    try (RawPeer publisher = RawPeer.connected(server.port, "live");
        RawPeer player = RawPeer.narrow(server.port).connect("live")) {
      publisher.publish("x");
      publisher.await("onStatus");
      publisher.send(new RawMessage(8, 1, 0, Bytes.ofHex("AF00 1210")));
      Bytes sound = Bytes.concat(Bytes.ofHex("AF01"), Bytes.wrap(new byte[8_000]));
      player.play("x");
      for (int time = 0; !wasClosedAs(CloseReason.SLOW_VIEWER); time += 20) {
        publisher.send(new RawMessage(8, 1, time, sound));
        assertTrue(time < 10_000_000, "closed at last");
      }
      // with the socket really gone, not only the session, writing to it fails
      Bytes ping = Bytes.ofHex("02 000000 000006 04 00000000 0006 00000000");
      await().until(() -> failsToTake(player, ping));
    }
  }

  private static RtmpOptions impatientWithPlayers() {
    RtmpOptions usual = TestServer.PATIENT;
    return new RtmpOptions(
        usual.host(),
        usual.port(),
        null,
        usual.handshakeTimeout(),
        usual.idleTimeout(),
        4_096,
        usual.maxConnections(),
        new Outbox.Limits(DataSize.ofMegabytes(1), Duration.ofSeconds(20), Duration.ofMillis(500)));
  }

  private static boolean failsToTake(RawPeer peer, Bytes bytes) {
    try {
      peer.raw(bytes);
      return false;
    } catch (IOException gone) {
      return true;
    }
  }

  private static void sendFor(int most, RawPeer peer, Bytes burst) throws IOException {
    for (int sent = 0; sent < most; sent += burst.length()) {
      peer.raw(burst);
    }
  }

  private boolean wasClosedAs(CloseReason reason) {
    return server.stats.closed().getOrDefault(reason, 0L) > 0;
  }
}
