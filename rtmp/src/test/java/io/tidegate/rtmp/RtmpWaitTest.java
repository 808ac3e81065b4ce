package io.tidegate.rtmp;

import static io.tidegate.media.testing.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.media.amf.Amf0Value;
import io.tidegate.media.testing.AwaitingPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Players that come before their stream.
final class RtmpWaitTest {
  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer(TestServer.PATIENT, new AwaitingPolicy());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "alias"})
  void aPlayerIsAnsweredWhenTheStreamComes(String name) throws Exception {
    try (RawPeer player = waiting(name);
        TestPublisher publisher = TestPublisher.of(server, "x")) {
      assertEquals("NetStream.Play.Reset", player.status());
      assertEquals("NetStream.Play.Start", player.status());
      publisher.send(15);
      player.frame();
      assertEquals(0, server.streams.players().count());
    }
  }

  @Test
  void whoLeavesWaitsNoMore() throws Exception {
    waiting("x").close();
    await().until(() -> server.streams.players().count() == 0);
  }

  @Test
  void aStreamThatIsGivenBackIsNotWaitedFor() throws Exception {
    try (RawPeer player = waiting("x")) {
      player.command(0, "deleteStream", 0, Amf0Value.Null.INSTANCE, Amf0Value.of(1));
      await().until(() -> server.streams.players().count() == 0);
      player.play("y");
      await().until(() -> server.streams.players().count() == 1);
    }
  }

  @Test
  void anUnknownStreamIsRefusedAtOnce() throws Exception {
    try (RawPeer player = RawPeer.connected(server.port, "live")) {
      player.play("unknown");
      assertEquals("NetStream.Play.StreamNotFound", player.status());
    }
  }

  private RawPeer waiting(String name) throws Exception {
    RawPeer player = RawPeer.connected(server.port, "live");
    player.play(name);
    await().until(() -> server.streams.players().count() == 1);
    return player;
  }
}
