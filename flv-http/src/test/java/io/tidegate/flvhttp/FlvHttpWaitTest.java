package io.tidegate.flvhttp;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.AwaitingPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Players that come before their stream.
class FlvHttpWaitTest {
  private static final String UPGRADE =
      """
      Connection: Upgrade\r
      Upgrade: websocket\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      """;

  private LiveServer server;

  @BeforeEach
  void start() throws Exception {
    server = new LiveServer(FlvHttpOptions.DEFAULT, new AwaitingPolicy(), AwaitingPolicy.PATIENT);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "alias"})
  void anHttpPlayerIsAnsweredWhenTheStreamComes(String name) throws Exception {
    try (RawClient client = new RawClient(server.port()).send(get(name, ""))) {
      awaitWaiting(1);
      server.publish();
      assertThat(client.head()).startsWith("HTTP/1.1 200");
      server.watched();
      server.frames(0, 3, 100);
      assertThat(client.chunk().slice(0, 3).toHex()).isEqualTo("464c56");
    }
    awaitWaiting(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "alias"})
  void aWebSocketOpensWhenTheStreamComes(String name) throws Exception {
    try (RawClient client = new RawClient(server.port()).send(get(name, UPGRADE))) {
      awaitWaiting(1);
      server.publish();
      assertThat(client.head()).startsWith("HTTP/1.1 101");
      server.watched();
      server.frames(0, 3, 100);
      assertThat(client.message().slice(0, 3).toHex()).isEqualTo("464c56");
    }
    await().until(() -> server.routes.viewers() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", UPGRADE})
  void whoLeavesWaitsNoMore(String headers) throws Exception {
    try (RawClient _ = new RawClient(server.port()).send(get("x", headers))) {
      awaitWaiting(1);
    }
    awaitWaiting(0);
    assertThat(server.routes.viewers()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", UPGRADE})
  void theEndOfTheServerEndsTheWait(String headers) throws Exception {
    try (RawClient client = new RawClient(server.port()).send(get("x", headers))) {
      awaitWaiting(1);
      server.endOfStream();
      assertThat(client.head()).startsWith("HTTP/1.1 503");
    }
  }

  @Test
  void anUnknownStreamIsRefusedAtOnce() throws Exception {
    try (RawClient client = new RawClient(server.port()).send(get("unknown", ""))) {
      assertThat(client.head()).startsWith("HTTP/1.1 404");
    }
  }

  private static String get(String name, String headers) {
    return "GET /live/" + name + ".flv HTTP/1.1\r\nHost: t\r\n" + headers + "\r\n";
  }

  private void awaitWaiting(int count) {
    await().until(() -> server.registry.players().count() == count);
  }
}
