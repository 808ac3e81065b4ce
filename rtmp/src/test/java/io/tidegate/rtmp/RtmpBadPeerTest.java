package io.tidegate.rtmp;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.amf.Amf0Value;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.rtmp.chunk.RawMessage;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Peers that are slow, huge, truncated, out of order, or no RTMP peers at all.
final class RtmpBadPeerTest {
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.impatient();
  }

  @AfterEach
  void stop() throws Exception {
    serves(); // whatever the peer did, others are served
    server.close();
  }

  @Test
  void sendsAWebBrowserAway() throws Exception {
    endsWith(CloseReason.PROTOCOL_ERROR, Bytes.of("GET / HTTP/1.1\r\n", StandardCharsets.US_ASCII));
  }

  @Test
  void closesAPeerThatSaysNothing() throws Exception {
    endsWith(CloseReason.HANDSHAKE_TIMEOUT, Bytes.EMPTY);
  }

  @Test
  void closesAPeerThatStopsInTheHandshake() throws Exception {
    endsWith(CloseReason.HANDSHAKE_TIMEOUT, new ByteWriter().u8(3).fill(0, 900).toBytes());
  }

  @Test
  void closesAPeerThatNeverConnects() throws Exception {
    try (RawPeer peer = new RawPeer(server.port)) {
      peer.handshake();
      assertTrue(peer.isClosedByServer());
    }
    closedAs(CloseReason.HANDSHAKE_TIMEOUT);
  }

  @Test
  void closesAPublisherThatSendsNothing() throws Exception {
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
    } catch (java.io.IOException reset) {
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

  private void serves() throws Exception {
    try (RawPeer peer = RawPeer.connected(server.port, "other")) {
      peer.publish("stream");
      assertEquals("NetStream.Publish.Start", peer.status());
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
    await().until(() -> server.stats.closed().getOrDefault(reason, 0L) > 0);
  }
}
