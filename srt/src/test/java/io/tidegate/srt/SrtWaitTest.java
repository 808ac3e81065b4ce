package io.tidegate.srt;

import static io.tidegate.media.testing.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.media.MediaTime;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.testing.AwaitingPolicy;
import io.tidegate.srt.lib.SrtException;
import io.tidegate.srt.lib.SrtOption;
import io.tidegate.srt.lib.SrtRejection;
import io.tidegate.srt.lib.SrtSettings;
import io.tidegate.srt.lib.TestPeer;
import org.junit.jupiter.api.Test;

/// Readers that come before their stream.
final class SrtWaitTest {
  @Test
  void aReaderIsSentTheStreamWhenItComes() throws Exception {
    try (TestEndpoint server = endpoint();
        TestReader reader = new TestReader(server.address, "read:x")) {
      awaitWaiting(server, 1);
      try (TestPeer publisher = TestPeer.connected(server.address, "publish:x")) {
        publisher.send(TransportSource.of(MediaTime.ofMillis(1_000)));
        await().until(() -> readers(server) == 1);
        publisher.send(TransportSource.of(MediaTime.ofMillis(1_000)));
        assertEquals(0x47, reader.message().u8(0));
        awaitWaiting(server, 0);
      }
    }
  }

  @Test
  void whoLeavesWaitsNoMore() throws Exception {
    try (TestEndpoint server = endpoint()) {
      TestReader reader = new TestReader(server.address, "read:x");
      awaitWaiting(server, 1);
      reader.close();
      awaitWaiting(server, 0);
      assertEquals(0, server.links.open());
    }
  }

  @Test
  void anUnknownStreamIsRefusedInTheHandshake() throws Exception {
    try (TestEndpoint server = endpoint()) {
      SrtSettings settings = SrtSettings.builder().set(SrtOption.STREAMID, "read:unknown").build();
      assertEquals(SrtRejection.NOT_FOUND, TestPeer.refusal(server.address, settings));
    }
  }

  private static long readers(TestEndpoint server) {
    return server.sessions.sessions().stream()
        .filter(view -> view.kind() == SessionView.Kind.VIEWER)
        .count();
  }

  private static void awaitWaiting(TestEndpoint server, int count) {
    await().until(() -> server.streams.players().count() == count);
  }

  private static TestEndpoint endpoint() throws SrtException {
    return new TestEndpoint(
        SrtOptions.DEFAULT, SrtProfiles.all(SrtProfile.DEFAULT), new AwaitingPolicy());
  }
}
