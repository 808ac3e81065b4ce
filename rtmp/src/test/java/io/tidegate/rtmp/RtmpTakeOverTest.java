package io.tidegate.rtmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.Refusal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RtmpTakeOverTest {
  /// Whoever has the token may publish, and takes over.
  private static final AdmissionPolicy BY_TOKEN =
      new AdmissionPolicy() {
        @Override
        public Admission publish(PublishRequest request) {
          return "right".equals(request.credentials().parameters().get("token"))
              ? Admission.Granted.INSTANCE
              : new Admission.Refused(Refusal.NOT_AUTHORISED, "the token is wrong");
        }

        @Override
        public Admission play(PlayRequest request) {
          return Admission.Granted.INSTANCE;
        }

        @Override
        public boolean takeOver(PublishRequest request) {
          return true;
        }

        @Override
        public Duration grace(PublishRequest request) {
          return Duration.ofSeconds(5);
        }
      };

  @Test
  void handsTheKeyToTheSecondPublisherWherePolicySaysSo() throws Exception {
    try (TestServer server = new TestServer(TestServer.PATIENT, BY_TOKEN);
        RawPeer first = RawPeer.connected(server.port, "live");
        RawPeer second = RawPeer.connected(server.port, "live?token=right")) {
      first.publish("x?token=right");
      assertEquals("NetStream.Publish.Start", first.status());
      second.publish("x");
      assertEquals("NetStream.Publish.Start", second.status());
      assertEquals("NetStream.Publish.BadName", first.status());
      assertTrue(first.isClosedByServer());
      assertEquals(1, server.stats.closed().get(CloseReason.TAKEN_OVER));
    }
  }

  @Test
  void refusesAWrongToken() throws Exception {
    try (TestServer server = new TestServer(TestServer.PATIENT, BY_TOKEN);
        RawPeer peer = RawPeer.connected(server.port, "live")) {
      peer.publish("x?token=wrong");
      assertEquals("NetStream.Publish.Denied", peer.status());
      assertTrue(peer.isClosedByServer());
    }
  }
}
