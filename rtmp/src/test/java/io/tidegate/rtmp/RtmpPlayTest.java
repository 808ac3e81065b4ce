package io.tidegate.rtmp;

import static io.tidegate.media.testing.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.media.amf.Amf0Value;
import io.tidegate.rtmp.message.RtmpMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What players see, by raw bytes; every tenth picture is a key frame.
final class RtmpPlayTest {

  private TestServer server;
  private TestPublisher publisher;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.open();
    publisher = TestPublisher.of(server, "x");
    media(15);
    await().until(() -> server.frames("live/x") == 30);
  }

  @AfterEach
  void stop() throws Exception {
    publisher.close();
    server.close();
  }

  @Test
  void servesAllPlayersOfAStreamFromOneFeed() throws Exception {
    try (RawPeer first = playing();
        RawPeer second = playing()) {
      RtmpMessage keyFrame = first.frame();
      assertEquals(0x17, assertInstanceOf(RtmpMessage.Video.class, keyFrame).body().u8(0));
      assertEquals(keyFrame, second.frame());
      assertEquals(1, server.service.feeds().size());
      media(1);
      assertEquals(first.frame(), second.frame());
    }
    await().until(() -> server.service.feeds().size() == 0);
  }

  @Test
  void goesOnAtAKeyFrameAfterAPause() throws Exception {
    try (RawPeer player = playing()) {
      player.frame();
      player.command(1, "pause", 0, Amf0Value.Null.INSTANCE, Amf0Value.of(true), Amf0Value.of(0));
      assertEquals("NetStream.Pause.Notify", player.status());
      media(20);
      await().until(() -> server.frames("live/x") == 70);
      player.command(1, "pause", 0, Amf0Value.Null.INSTANCE, Amf0Value.of(false), Amf0Value.of(0));
      assertEquals("NetStream.Unpause.Notify", player.status());
      RtmpMessage.Video next = assertInstanceOf(RtmpMessage.Video.class, player.frame());
      assertEquals(0x17, next.body().u8(0));
      assertEquals(30, number(next));
    }
  }

  @Test
  void tellsAPausedPlayerOfTheEnd() throws Exception {
    try (RawPeer player = playing()) {
      player.command(1, "pause", 0, Amf0Value.Null.INSTANCE, Amf0Value.of(true), Amf0Value.of(0));
      assertEquals("NetStream.Pause.Notify", player.status());
      server.streams.shutDown();
      assertEquals("NetStream.Play.UnpublishNotify", player.status());
    }
  }

  @Test
  void sendsNoPictureToWhoWantsNoneAndAKeyFrameWhenItDoesAgain() throws Exception {
    try (RawPeer player = playing()) {
      player.frame();
      player.command(1, "receiveVideo", 0, Amf0Value.Null.INSTANCE, Amf0Value.of(false));
      player.command(0, "_checkbw", 9);
      player.await("_result");
      server.settle("live/x"); // a feed of sound that is joined later has no cache to start with
      media(15);
      for (int i = 0; i < 10; i++) {
        assertInstanceOf(RtmpMessage.Audio.class, player.frame());
      }
      player.command(1, "receiveVideo", 0, Amf0Value.Null.INSTANCE, Amf0Value.of(true));
      assertEquals("NetStream.Seek.Notify", player.status());
      assertEquals("NetStream.Play.Start", player.status());
      RtmpMessage next = player.frame();
      while (next instanceof RtmpMessage.Audio) {
        next = player.frame();
      }
      assertEquals(0x17, assertInstanceOf(RtmpMessage.Video.class, next).body().u8(0));
    }
  }

  @Test
  void saysThatALiveStreamIsNotSoughtInOrSwitchedAndPlaysOn() throws Exception {
    try (RawPeer player = playing()) {
      player.command(1, "seek", 0, Amf0Value.Null.INSTANCE, Amf0Value.of(5_000));
      assertEquals("NetStream.Seek.Failed", player.status());
      player.command(1, "play2", 0, Amf0Value.Null.INSTANCE, Amf0Value.Obj.of("streamName", "y"));
      assertEquals("NetStream.Play.Failed", player.status());
      media(1);
      player.frame();
    }
  }

  @Test
  void playsTheSameStreamUnderItsDefaultInstanceName() throws Exception {
    try (RawPeer player = RawPeer.connected(server.port, "live/_definst_")) {
      player.play("x?token=t");
      assertEquals("NetStream.Play.Reset", player.status());
      player.frame();
    }
  }

  @Test
  void endsAPlayAndLetsAnotherBegin() throws Exception {
    try (RawPeer player = playing()) {
      player.command(1, "closeStream", 0, Amf0Value.Null.INSTANCE);
      assertEquals("NetStream.Play.Stop", player.status());
      await().until(() -> server.service.feeds().size() == 0);
      player.play("x");
      assertEquals("NetStream.Play.Reset", player.status());
      player.frame();
    }
  }

  @Test
  void sendsAllOfAStreamBeforeItsEnd() throws Exception {
    try (RawPeer player = playing()) {
      player.frame();
      media(200);
      await().until(() -> server.frames("live/x") == 430);
      server.streams.shutDown();
      int last = 0;
      while (last < 214) {
        RtmpMessage next = player.next();
        last =
            next instanceof RtmpMessage.Video video && video.body().u8(1) != 0
                ? number(video)
                : last;
      }
      assertEquals("NetStream.Play.UnpublishNotify", player.status());
      assertTrue(player.isClosedByServer());
    }
  }

  private RawPeer playing() throws Exception {
    RawPeer player = RawPeer.connected(server.port, "live");
    player.play("x");
    assertEquals("NetStream.Play.Reset", player.status());
    assertEquals("NetStream.Play.Start", player.status());
    return player;
  }

  /// Pictures of 40 ms that hold their number, each with a sound.
  private void media(int count) throws Exception {
    publisher.send(count);
  }

  private static int number(RtmpMessage.Video video) {
    return (int) video.body().u32(video.body().length() - 4) & 0xFFFF;
  }
}
