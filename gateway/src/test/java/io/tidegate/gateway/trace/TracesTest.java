package io.tidegate.gateway.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.testing.ManualLoops;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Spans as a collector gets them: one that records on the loopback.
@Timeout(180)
class TracesTest {
  private final SessionRegistry sessions = new SessionRegistry();
  private final StreamRegistry streams =
      new StreamRegistry(new ManualLoops(), AdmissionPolicy.OPEN, HubOptions.defaults(_ -> {}));
  private final List<String> received = new CopyOnWriteArrayList<>();
  private HttpServer collector;

  @BeforeEach
  void start() throws Exception {
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          received.add(
              exchange.getRequestHeaders().getFirst("Content-Type")
                  + " "
                  + new String(body, StandardCharsets.ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
  }

  @AfterEach
  void stop() {
    collector.stop(0);
  }

  @Test
  void aSessionIsASpanWithWhatIsKnownOfIt() {
    try (Traces traces = Traces.of(address(), "9.9-test", streams, sessions)) {
      assertThat(traces).isNotNull();
      session("a", SessionView.Kind.PUBLISHER, CloseReason.CONNECTION_LOST);
      session("b", SessionView.Kind.VIEWER, CloseReason.ENDED_BY_PEER);
    }
    String all = String.join("", received);
    assertThat(all)
        .startsWith("application/x-protobuf ")
        .contains("service.name", "tidegate", "service.version", "9.9-test")
        .contains("publish", "play", "first frame", "tidegate.after_ms")
        .contains("network.protocol.name", "http-flv", "client.address", "192.0.2.9:4711")
        .contains("tidegate.stream", "live/x", "tidegate.bytes", "tidegate.dropped_frames")
        .contains("tidegate.close_reason", CloseReason.CONNECTION_LOST.words());
  }

  @Test
  void whatIsOpenIsSentWithTheEnd() {
    try (Traces traces = Traces.of(address(), "1", streams, sessions)) {
      assertThat(traces).isNotNull();
      session("a", SessionView.Kind.PUSH, null);
    }
    assertThat(String.join("", received)).contains("push");
  }

  @Test
  void withoutACollectorNobodyListens() {
    try (Traces traces = Traces.of(null, "1", streams, sessions)) {
      assertThat(traces).isNotNull();
      session("a", SessionView.Kind.VIEWER, CloseReason.ENDED_BY_PEER);
    }
    assertThat(received).isEmpty();
  }

  @Test
  void aCollectorThatIsAwayHoldsNobodyUp() {
    URI away = address();
    collector.stop(0);
    try (Traces traces = Traces.of(away, "1", streams, sessions)) {
      assertThat(traces).isNotNull();
      session("a", SessionView.Kind.VIEWER, CloseReason.ENDED_BY_PEER);
    }
    assertThat(received).isEmpty();
  }

  private URI address() {
    return URI.create("http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces");
  }

  private void session(String id, SessionView.Kind kind, @Nullable CloseReason end) {
    sessions.update(
        new SessionView(
            id,
            StreamKey.parse("live/x"),
            kind,
            Protocol.HTTP_FLV,
            "192.0.2.9:4711",
            Instant.now(),
            SessionState.STREAMING,
            4_711,
            3,
            null));
    if (kind == SessionView.Kind.VIEWER) {
      sessions.firstFrame(id, Protocol.HTTP_FLV, 42_000_000);
    }
    if (end != null) {
      sessions.remove(id, end);
    }
  }
}
