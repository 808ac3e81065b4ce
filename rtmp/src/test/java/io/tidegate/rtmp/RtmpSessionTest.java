package io.tidegate.rtmp;

import static io.tidegate.media.testing.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.media.Bytes;
import io.tidegate.media.amf.Amf0Value;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.rtmp.chunk.RawMessage;
import io.tidegate.rtmp.message.MessageWriter;
import io.tidegate.rtmp.message.RtmpMessage;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RtmpSessionTest {
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.open();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void answersEverythingThatEncodersAsk() throws Exception {
    try (RawPeer peer = RawPeer.connected(server.port, "live")) {
      for (String name : List.of("releaseStream", "_checkbw", "getStreamLength", "createStream")) {
        peer.command(0, name, 2, Amf0Value.Null.INSTANCE, Amf0Value.of("x"));
        assertEquals(2, peer.await("_result").transactionId());
      }
      peer.command(0, "FCPublish", 3, Amf0Value.Null.INSTANCE, Amf0Value.of("x"));
      peer.await("onFCPublish");
      peer.command(0, "juggle", 4);
      assertEquals(4, peer.await("_error").transactionId());
    }
  }

  @Test
  void answersTheFourCcsItSharesWithThePeer() throws Exception {
    try (RawPeer peer = new RawPeer(server.port)) {
      peer.handshake();
      Amf0Value list = new Amf0Value.StrictArray(List.of(Amf0Value.of("hvc1"), Amf0Value.of("x")));
      peer.command(0, "connect", 1, Amf0Value.Obj.of("app", "live", "fourCcList", list));
      Amf0Value.Keyed reply = (Amf0Value.Keyed) peer.await("_result").argument(0);
      assertEquals(
          new Amf0Value.StrictArray(List.of(Amf0Value.of("hvc1"))), reply.get("fourCcList"));
    }
  }

  @Test
  void answersPings() throws Exception {
    try (RawPeer peer = RawPeer.connected(server.port, "live")) {
      peer.send(MessageWriter.streamEvent(MessageWriter.PING_REQUEST, 77));
      RtmpMessage answer = peer.next();
      assertEquals(
          new RtmpMessage.UserControl(MessageWriter.PING_RESPONSE, Bytes.ofHex("0000004D")),
          answer);
    }
  }

  @Test
  void acknowledgesByTheWindowThatThePeerNames() throws Exception {
    try (RawPeer peer = RawPeer.connected(server.port, "live")) {
      peer.send(MessageWriter.windowAcknowledgementSize(5_000));
      peer.send(new RawMessage(8, 1, 0, Bytes.wrap(new byte[6_000])));
      assertTrue(peer.next() instanceof RtmpMessage.Acknowledgement);
    }
  }

  @Test
  void publishesAndGivesTheKeyBack() throws Exception {
    try (RawPeer peer = RawPeer.connected(server.port, "live")) {
      peer.publish("x?token=secret");
      assertEquals("NetStream.Publish.Start", peer.status());
      assertEquals(1, server.sessions.size());
      assertEquals("live/x", server.sessions.sessions().get(0).key() + "");
      peer.command(0, "deleteStream", 0, Amf0Value.Null.INSTANCE, Amf0Value.of(1));
      assertEquals("NetStream.Unpublish.Success", peer.status());
      assertEquals(0, server.sessions.size());
      peer.publish("x");
      assertEquals("NetStream.Publish.Start", peer.status());
    }
    await().until(() -> server.stats.open() == 0);
    assertEquals(1, server.stats.closed().get(CloseReason.CONNECTION_LOST));
  }

  @Test
  void refusesASecondPublisherForSameKey() throws Exception {
    try (RawPeer first = RawPeer.connected(server.port, "live");
        RawPeer second = RawPeer.connected(server.port, "live")) {
      first.publish("x");
      assertEquals("NetStream.Publish.Start", first.status());
      second.publish("x");
      assertEquals("NetStream.Publish.BadName", second.status());
      assertTrue(second.isClosedByServer());
      assertEquals(1, server.stats.closed().get(CloseReason.REFUSED));
    }
  }

  @Test
  void refusesAKeyThatIsTooLongAndSaysWhatAKeyIs() throws Exception {
    try (RawPeer peer = RawPeer.connected(server.port, "live")) {
      peer.publish("k".repeat(65_000));
      Amf0Value.Keyed refusal = (Amf0Value.Keyed) peer.await("onStatus").argument(1);
      assertEquals("NetStream.Publish.BadName", refusal.text("code", ""));
      assertTrue(refusal.text("description", "").contains("1 to 64 characters"));
      assertTrue(peer.isClosedByServer());
    }
  }

  @Test
  void refusesToConnectToAnAppThatCannotBe() throws Exception {
    try (RawPeer peer = new RawPeer(server.port)) {
      peer.handshake();
      peer.command(0, "connect", 1, Amf0Value.Obj.of("app", "one/two/three"));
      RtmpMessage.Command answer = peer.await("_error");
      assertEquals(1, answer.transactionId());
      Amf0Value.Keyed refusal = (Amf0Value.Keyed) answer.argument(1);
      assertEquals("NetConnection.Connect.InvalidApp", refusal.text("code", ""));
      assertEquals("a stream key has at most two parts, app/name", refusal.text("description", ""));
      assertTrue(peer.isClosedByServer());
    }
  }

  @Test
  void tellsOneConnectionTooManySo() throws Exception {
    try (TestServer small = TestServer.with(smallest());
        RawPeer first = RawPeer.connected(small.port, "live");
        RawPeer second = new RawPeer(small.port)) {
      second.handshake();
      second.command(0, "connect", 1, Amf0Value.Obj.of("app", "live"));
      Amf0Value.Keyed refusal = (Amf0Value.Keyed) second.await("_error").argument(1);
      assertEquals("NetConnection.Connect.Rejected", refusal.text("code", ""));
      assertTrue(second.isClosedByServer());
      first.publish("x");
      assertEquals("NetStream.Publish.Start", first.status());
    }
  }

  /// For one connection at a time.
  private static RtmpOptions smallest() {
    RtmpOptions usual = TestServer.PATIENT;
    return new RtmpOptions(
        usual.host(),
        usual.port(),
        null,
        usual.handshakeTimeout(),
        usual.idleTimeout(),
        usual.chunkSizeOut(),
        1,
        usual.outbox());
  }

  @Test
  void refusesANameThatIsNoKey() throws Exception {
    try (RawPeer peer = RawPeer.connected(server.port, "a/b")) {
      peer.publish("c");
      assertEquals("NetStream.Publish.BadName", peer.status());
      assertTrue(peer.isClosedByServer());
    }
  }

  @Test
  void tellsAPlayerThatNothingIsLive() throws Exception {
    try (RawPeer peer = RawPeer.connected(server.port, "live")) {
      peer.play("nobody");
      assertEquals("NetStream.Play.StreamNotFound", peer.status());
      assertTrue(peer.isClosedByServer());
    }
  }

  @Test
  void playsWhatAnotherPublishesAndEndsWithIt() throws Exception {
    try (RawPeer publisher = RawPeer.connected(server.port, "live");
        RawPeer player = RawPeer.connected(server.port, "live")) {
      publisher.publish("x");
      assertEquals("NetStream.Publish.Start", publisher.status());
      sendSound(publisher, 0);
      await().until(() -> server.frames("live/x") > 0);
      player.play("x");
      assertEquals("NetStream.Play.Reset", player.status());
      assertEquals("NetStream.Play.Start", player.status());
      await().until(() -> server.streams.streams().get(0).viewers() == 1);
      sendSound(publisher, 2_000);
      RtmpMessage message = player.next();
      while (!(message instanceof RtmpMessage.Audio audio) || audio.body().u8(1) == 0) {
        message = player.next();
      }
      assertEquals(Bytes.ofHex("AF01 2110 0500"), ((RtmpMessage.Audio) message).body());
      server.streams.shutDown();
      assertEquals("NetStream.Play.UnpublishNotify", player.status());
    }
  }

  /// Two seconds of silence in AAC: enough for a stream that shows no video.
  private static void sendSound(RawPeer peer, int from) throws Exception {
    peer.send(new RawMessage(8, 1, from, Bytes.ofHex("AF00 1210")));
    for (int time = from; time < from + 2_000; time += 20) {
      peer.send(new RawMessage(8, 1, time, Bytes.ofHex("AF01 2110 0500")));
    }
    peer.send(new RawMessage(8, 1, from + 2_000, Bytes.EMPTY)); // as OBS sends them
  }

  @Test
  void refusesAPublisherOfWhichNothingCanBeCarriedAndSaysWhy() throws Exception {
    try (RawPeer peer = RawPeer.connected(server.port, "live")) {
      peer.publish("vp6");
      peer.await("onStatus");
      Bytes vp6KeyFrame = Bytes.ofHex("14000000");
      peer.send(new RawMessage(9, 1, 0, vp6KeyFrame));
      Amf0Value.Keyed refusal = (Amf0Value.Keyed) peer.await("onStatus").argument(1);
      assertEquals("NetStream.Publish.Failed", refusal.text("code", ""));
      assertEquals("FLV video codec 4 is not carried", refusal.text("description", ""));
    }
  }
}
