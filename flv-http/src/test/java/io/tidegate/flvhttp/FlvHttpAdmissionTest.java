package io.tidegate.flvhttp;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.testing.AwaitingPolicy;
import io.tidegate.media.testing.SlowPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Players that have to say who they are, and wait for the answer.
class FlvHttpAdmissionTest {
  private static final String UPGRADE =
      """
      Connection: Upgrade\r
      Upgrade: websocket\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      """;

  private final SlowPolicy policy = new SlowPolicy();
  private LiveServer server;

  @BeforeEach
  void start() throws Exception {
    server = new LiveServer(FlvHttpOptions.DEFAULT, policy, AwaitingPolicy.PATIENT);
    server.publish();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  /// `YW5uOnJpZ2h0` is `ann:right`.
  @ParameterizedTest
  @CsvSource({
    "x.flv, Basic YW5uOnJpZ2h0",
    "x.ts, basic YW5uOnJpZ2h0",
    "x.mp4, Bearer right",
    "x.flv?token=right,",
    "x.flv?user=ann&pass=right,",
    "x.ts?token=wrong, Bearer right"
  })
  void aPlayerIsLetInByWhateverItBrings(String path, String authorization) throws Exception {
    policy.open();
    String headers = authorization == null ? "" : "Authorization: " + authorization + "\r\n";
    try (RawClient client = new RawClient(server.port()).send(get(path, headers))) {
      assertThat(client.head()).startsWith("HTTP/1.1 200");
      await()
          .until(() ->
              server.sessions.sessions().stream().anyMatch(view -> view.user().equals("ann")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.flv", "x.flv?token=wrong", "x.ts?user=ann&pass=wrong"})
  void whoeverMayNotIsAskedWhoHeIs(String path) throws Exception {
    policy.open();
    try (RawClient client = new RawClient(server.port()).send(get(path, ""))) {
      assertThat(client.head())
          .startsWith("HTTP/1.1 401")
          .containsIgnoringCase("www-authenticate: Basic realm=\"tidegate\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", UPGRADE})
  void theAnswerIsWaitedFor(String headers) throws Exception {
    try (RawClient client = new RawClient(server.port()).send(get("x.flv?token=right", headers))) {
      awaitPending(1);
      policy.open();
      assertThat(client.head()).startsWith(headers.isEmpty() ? "HTTP/1.1 200" : "HTTP/1.1 101");
      server.watched();
      server.frames(0, 3, 100);
      assertThat((headers.isEmpty() ? client.chunk() : client.message()).slice(0, 3).toHex())
          .isEqualTo("464c56");
    }
    awaitPending(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", UPGRADE})
  void whoeverLeavesWaitsNoMore(String headers) throws Exception {
    try (RawClient _ = new RawClient(server.port()).send(get("x.flv?token=right", headers))) {
      awaitPending(1);
    }
    awaitPending(0);
    policy.open();
    assertThat(server.routes.viewers()).isZero();
  }

  @Test
  void aRightThatEndsEndsThePlayer() throws Exception {
    policy.open();
    try (RawClient client = new RawClient(server.port()).send(get("x.flv?token=right", ""))) {
      assertThat(client.head()).startsWith("HTTP/1.1 200");
      await().until(() -> !server.sessions.grants().isEmpty());
      server.sessions.close(
          server.sessions.grants().keySet().iterator().next(), CloseReason.EXPIRED);
      await().until(() -> server.routes.viewers() == 0);
    }
    assertThat(server.sessions.grants()).isEmpty();
  }

  private static String get(String path, String headers) {
    return "GET /live/" + path + " HTTP/1.1\r\nHost: t\r\n" + headers + "\r\n";
  }

  private void awaitPending(int count) {
    await().until(() -> server.registry.decisions().pending() == count);
  }
}
