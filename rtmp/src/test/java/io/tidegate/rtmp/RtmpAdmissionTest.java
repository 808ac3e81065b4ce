package io.tidegate.rtmp;

import static io.tidegate.media.testing.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.media.amf.Amf0Value;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.testing.SlowPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Peers that have to say who they are, and wait for the answer.
final class RtmpAdmissionTest {
  private final SlowPolicy policy = new SlowPolicy();
  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer(TestServer.PATIENT, policy);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "live, x?token=right",
    "live?token=right, x",
    "live, x?user=ann&pass=right",
    "live?user=ann&pass=right, x",
    "live, x?pass=right",
    "live/x?token=right, ''",
    "live, x?token=%72ight"
  })
  void aPublisherIsLetInByWhateverItsUrlBrings(String app, String name) throws Exception {
    policy.open();
    try (RawPeer peer = RawPeer.connected(server.port, app)) {
      peer.publish(name);
      assertEquals("NetStream.Publish.Start", peer.status());
      awaitUser(SessionView.Kind.PUBLISHER);
    }
  }

  @Test
  void aPublisherWaitsWithoutHoldingUpOthers() throws Exception {
    try (RawPeer peer = RawPeer.connected(server.port, "live");
        TestPublisher other = TestPublisher.of(server, "y")) {
      peer.publish("x?token=right");
      awaitPending(1);
      other.send(3);
      await().until(() -> server.frames("live/y") > 0);
      policy.open();
      assertEquals("NetStream.Publish.Start", peer.status());
      awaitPending(0);
    }
  }

  @Test
  void aPlayerWaitsToBeLetIn() throws Exception {
    try (TestPublisher publisher = TestPublisher.of(server, "x");
        RawPeer player = RawPeer.connected(server.port, "live")) {
      player.play("x?user=ann&pass=right");
      awaitPending(1);
      policy.open();
      assertEquals("NetStream.Play.Reset", player.status());
      assertEquals("NetStream.Play.Start", player.status());
      publisher.send(15);
      player.frame();
      awaitUser(SessionView.Kind.VIEWER);
    }
  }

  @ParameterizedTest
  @CsvSource({"x?token=wrong", "x?user=ann&pass=wrong", "x?user=right&pass=", "x"})
  void whoeverMayNotIsTold(String name) throws Exception {
    policy.open();
    try (TestPublisher _ = TestPublisher.of(server, "x");
        RawPeer player = RawPeer.connected(server.port, "live")) {
      player.play(name);
      assertEquals("NetStream.Play.Failed", player.status());
      assertTrue(player.isClosedByServer());
    }
  }

  @Test
  void whoeverLeavesWaitsNoMore() throws Exception {
    try (RawPeer peer = RawPeer.connected(server.port, "live")) {
      peer.publish("x?token=right");
      awaitPending(1);
    }
    awaitPending(0);
    policy.open();
    try (RawPeer again = RawPeer.connected(server.port, "live")) {
      again.publish("x?token=right");
      assertEquals("NetStream.Publish.Start", again.status());
    }
  }

  @Test
  void aRoleThatIsGivenBackIsNotWaitedFor() throws Exception {
    try (RawPeer peer = RawPeer.connected(server.port, "live")) {
      peer.publish("x?token=right");
      awaitPending(1);
      peer.command(0, "deleteStream", 0, Amf0Value.Null.INSTANCE, Amf0Value.of(1));
      awaitPending(0);
    }
  }

  @Test
  void aRightThatEndsEndsThePublisher() throws Exception {
    policy.open();
    try (RawPeer peer = RawPeer.connected(server.port, "live")) {
      peer.publish("x?token=right");
      assertEquals("NetStream.Publish.Start", peer.status());
      awaitUser(SessionView.Kind.PUBLISHER);
      String id = server.sessions.grants().keySet().iterator().next();
      server.sessions.close(id, CloseReason.REVOKED);
      assertEquals("NetConnection.Connect.Closed", peer.status());
      assertTrue(peer.isClosedByServer());
    }
    await().until(() -> server.sessions.grants().isEmpty());
  }

  private void awaitPending(int count) {
    await().until(() -> server.streams.decisions().pending() == count);
  }

  private void awaitUser(SessionView.Kind kind) {
    await()
        .until(() ->
            server.sessions.sessions().stream()
                .anyMatch(view -> view.kind() == kind && view.user().equals("ann")));
  }
}
