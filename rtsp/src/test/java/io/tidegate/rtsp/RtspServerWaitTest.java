package io.tidegate.rtsp;

import static io.tidegate.media.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.testing.AwaitingPolicy;
import io.tidegate.rtsp.message.RtspResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Players that come before their stream, and under another name.
final class RtspServerWaitTest {
  private TestRtspServer server;

  @BeforeEach
  void start() {
    server = new TestRtspServer(TestRtspServer.PATIENT, new AwaitingPolicy());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aDescriptionComesWithTheStream() throws Exception {
    try (TestRtspClient client = new TestRtspClient(server)) {
      client.send("DESCRIBE", client.url(), Bytes.EMPTY);
      awaitWaiting(1);
      server.publish();
      RtspResponse answer = client.response();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body().text(UTF_8)).contains("trackID=2");
      assertThat(client.play().status()).isEqualTo(200);
      client.packet();
    }
  }

  @Test
  void anAliasIsPlayedUnderItsOwnAddress() throws Exception {
    server.publish();
    try (TestRtspClient client = new TestRtspClient(server)) {
      String alias = client.url().replace("/x", "/alias");
      RtspResponse answer = client.askAt("DESCRIBE", alias, Bytes.EMPTY);
      assertThat(answer.headers().first("Content-Base")).isEqualTo(alias + "/");
      for (int track = 1; track <= 2; track++) {
        String channels = (2 * track - 2) + "-" + (2 * track - 1);
        RtspResponse done =
            client.askAt(
                "SETUP",
                alias + "/trackID=" + track,
                Bytes.EMPTY,
                "Transport",
                "RTP/AVP/TCP;unicast;interleaved=" + channels);
        assertThat(done.status()).isEqualTo(200);
      }
      assertThat(client.askAt("PLAY", alias, Bytes.EMPTY).status()).isEqualTo(200);
      client.packet();
    }
  }

  @Test
  void whoLeavesWaitsNoMore() throws Exception {
    try (TestRtspClient client = new TestRtspClient(server)) {
      client.send("DESCRIBE", client.url(), Bytes.EMPTY);
      awaitWaiting(1);
    }
    awaitWaiting(0);
  }

  @Test
  void anUnknownStreamIsRefusedAtOnce() throws Exception {
    try (TestRtspClient client = new TestRtspClient(server)) {
      String unknown = client.url().replace("/x", "/unknown");
      assertThat(client.askAt("DESCRIBE", unknown, Bytes.EMPTY).status()).isEqualTo(404);
    }
  }

  private void awaitWaiting(int count) {
    await().until(() -> server.streams.players().count() == count);
  }
}
