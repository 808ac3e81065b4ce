package io.tidegate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Peers on plain sockets that take their time.
@ExtendWith(VertxExtension.class)
class RequestTimeoutsTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final String HALF = "GET / HTTP/1.1\r\nHost: x\r\n";
  private static final String WHOLE = HALF + "\r\n";
  private static final String UPGRADE =
"""
Connection: Upgrade\r
Upgrade: websocket\r
Sec-WebSocket-Version: 13\r
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
\r
""";

  private Vertx vertx;
  private HttpServer server;

  @BeforeEach
  void start(Vertx made, VertxTestContext context) {
    vertx = made;
    server = vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false));
    server.requestHandler(new RequestTimeouts(LIMIT).watch(vertx, server, this::answer));
    server.listen(0, "127.0.0.1").onComplete(context.succeedingThenComplete());
  }

  private void answer(HttpServerRequest request) {
    switch (request.path()) {
      case "/slow" -> afterTheLimit(() -> request.response().end("answered"));
      case "/socket" -> {
        var _ = request.toWebSocket().onSuccess(socket -> afterTheLimit(() -> say(socket)));
      }
      case "/upload" -> {
        request.body().onSuccess(_ -> request.response().end("answered"));
        request.response().setChunked(true);
        afterTheLimit(() -> request.response().write("go on, "));
      }
      case "/body" -> request.body().onSuccess(_ -> request.response().end("answered"));
      default -> request.response().end("answered");
    }
  }

  private static void say(ServerWebSocket socket) {
    var _ = socket.writeTextMessage("answered").compose(_ -> socket.close());
  }

  private void afterTheLimit(Runnable task) {
    vertx.setTimer(3 * LIMIT.toMillis(), _ -> task.run());
  }

  @Test
  void closesWhoSendsNothing() throws Exception {
    assertThat(heardBy("")).isEmpty();
  }

  @Test
  void closesWhoSendsHalfARequest() throws Exception {
    assertThat(heardBy(HALF)).isEmpty();
  }

  @Test
  void closesWhoIsDone() throws Exception {
    assertThat(heardBy(WHOLE)).startsWith("HTTP/1.1 200").endsWith("answered");
  }

  @Test
  void closesWhoStopsInASecondRequest() throws Exception {
    assertThat(heardBy(WHOLE + HALF)).containsOnlyOnce("answered");
  }

  @Test
  void closesWhoSendsHalfABody() throws Exception {
    String body = HALF.replace("GET /", "POST /body") + "Content-Length: 9\r\n\r\n";
    assertThat(heardBy(body + "1234")).isEmpty();
    assertThat(heardBy(body + "123456789")).endsWith("answered");
    String chunked = HALF.replace("GET /", "POST /body") + "Transfer-Encoding: chunked\r\n\r\n";
    assertThat(heardBy(chunked + "4\r\n1234\r\n")).isEmpty();
    assertThat(heardBy(chunked + "4\r\n1234\r\n0\r\n\r\n")).endsWith("answered");
  }

  @Test
  void letsAnUploadTakeItsTimeWhileItGoesOn() throws Exception {
    String head =
        HALF.replace("GET /", "PATCH /upload")
            + "Content-Type: application/offset+octet-stream\r\nContent-Length: 200009\r\n\r\n";
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.actualPort())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(new byte[200_000]);
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      for (String line = ""; !line.startsWith("go on"); line = answer.readLine()) {
        assertThat(line).as("it was not cut").isNotNull();
      }
      socket.getOutputStream().write(new byte[9]);
      assertThat(answer.lines().toList()).contains("answered");
    }
    assertThat(heardBy(head + "1234")).as("slower than any line").doesNotContain("answered");
  }

  @Test
  void letsAnAnswerTakeItsTime() throws Exception {
    assertThat(heardBy(WHOLE.replace("/ ", "/slow "))).endsWith("answered");
  }

  @Test
  void leavesWebSocketsAlone() throws Exception {
    assertThat(heardBy(HALF.replace("/ ", "/socket ") + UPGRADE)).contains("answered");
  }

  /// Everything that comes until the server closes the connection.
  private String heardBy(String sent) throws IOException {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.actualPort())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
