package io.tidegate.srt;

import static io.tidegate.media.testing.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.media.MediaTime;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.testing.SlowPolicy;
import io.tidegate.srt.lib.SrtException;
import io.tidegate.srt.lib.TestPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Callers that have to say who they are: a handshake does not wait for the answer, so they are
/// connected first.
final class SrtAdmissionTest {
  private final SlowPolicy policy = new SlowPolicy();
  private TestEndpoint server;

  @BeforeEach
  void start() throws SrtException {
    server = new TestEndpoint(SrtOptions.DEFAULT, SrtProfiles.all(SrtProfile.DEFAULT), policy);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "publish:x:ann:right",
        "#!::r=live/x,m=publish,u=ann,s=right",
        "#!::r=x,m=publish,token=right",
        "x,mode:publish,token:right",
        "live/x?token=right",
        "live/x?user=ann&pass=right",
        "publish%3Ax%3Aann%3Aright"
      })
  void aPublisherIsLetInByWhateverItsStreamIdBrings(String streamId) throws Exception {
    policy.open();
    try (TestPeer publisher = TestPeer.connected(server.address, streamId)) {
      awaitUser(SessionView.Kind.PUBLISHER);
      publisher.send(TransportSource.of(MediaTime.ofMillis(1_000)));
      await().until(() -> server.frames("x") > 0);
    }
  }

  @Test
  void nothingGoesAnywhereBeforeThePublisherIsLetIn() throws Exception {
    try (TestPeer publisher = TestPeer.connected(server.address, "publish:x:ann:right")) {
      awaitPending(1);
      assertEquals(0, server.streams.streams().size());
      assertEquals(0, server.sessions.size());
      policy.open();
      awaitUser(SessionView.Kind.PUBLISHER);
      publisher.send(TransportSource.of(MediaTime.ofMillis(1_000)));
      await().until(() -> server.frames("x") > 0);
    }
    awaitPending(0);
  }

  @Test
  void aReaderWaitsToBeLetIn() throws Exception {
    try (TestPeer publisher = TestPeer.connected(server.address, "publish:x")) {
      publisher.send(TransportSource.of(MediaTime.ofMillis(1_000)));
      await().until(() -> server.frames("x") > 0);
      try (TestReader reader = new TestReader(server.address, "read:x:ann:right")) {
        awaitPending(1);
        policy.open();
        awaitUser(SessionView.Kind.VIEWER);
        publisher.send(TransportSource.of(MediaTime.ofMillis(1_000)));
        assertEquals(0x47, reader.message().u8(0));
        String id = server.sessions.grants().keySet().iterator().next();
        assertTrue(server.sessions.close(id, CloseReason.EXPIRED));
        await().until(() -> server.links.closed().containsKey(CloseReason.EXPIRED));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"publish:x:ann:wrong", "read:x:ann:wrong"})
  void whoeverMayNotIsDisconnected(String streamId) throws Exception {
    policy.open();
    try (TestPeer _ = TestPeer.connected(server.address, streamId)) {
      await().until(() -> policy.asked() == 1 && server.streams.decisions().pending() == 0);
      await().until(() -> server.links.open() == 0);
      assertEquals(0, server.sessions.size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"publish:x:ann:right", "read:x:ann:right"})
  void whoeverLeavesWaitsNoMore(String streamId) throws Exception {
    try (TestPeer _ = TestPeer.connected(server.address, streamId)) {
      awaitPending(1);
    }
    awaitPending(0);
    await().until(() -> server.links.open() == 0);
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
