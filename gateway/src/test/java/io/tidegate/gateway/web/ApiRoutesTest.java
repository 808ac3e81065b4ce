package io.tidegate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.config.SettingsReader;
import io.tidegate.gateway.route.RoutePolicy;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.testing.ManualLoops;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.AllowForwardHeaders;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whom the API answers. Peers from elsewhere are told by `X-Forwarded-For`, which the router of
/// this test believes and that of the gateway does not.
class ApiRoutesTest {
  private final Vertx vertx = Vertx.vertx();
  private final SessionRegistry sessions = new SessionRegistry();
  private HttpClient client;

  @BeforeEach
  void openClient() {
    client = HttpClient.newHttpClient();
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void answersLoopbackAddressesAlone() throws Exception {
    int port = serve(AllowForwardHeaders.X_FORWARD);
    for (String near : List.of("127.0.0.1", "127.1.2.3")) {
      assertThat(get(port, "/api/v1/streams", near).statusCode()).as(near).isEqualTo(200);
    }
    for (String far : List.of("192.0.2.1", "10.0.0.1", "0.0.0.0", "localhost", "nonsense")) {
      for (String path : List.of("streams", "sessions", "openapi.yaml", "absent")) {
        HttpResponse<String> answer = get(port, "/api/v1/" + path, far);
        assertThat(answer.statusCode()).as(far).isEqualTo(403);
        assertThat(answer.headers().firstValue("Content-Type"))
            .hasValue("application/problem+json");
        assertThat(new JsonObject(answer.body()).getString("title")).isEqualTo("Forbidden");
      }
    }
  }

  @Test
  void knowsLoopbackAddressesOfEitherFamily() {
    for (String near : List.of("127.0.0.1", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1")) {
      assertThat(ApiRoutes.isLoopback(SocketAddress.inetSocketAddress(1, near))).isTrue();
    }
    for (String far : List.of("::", "2001:db8::1", "::ffff:192.0.2.1", "fe80::1", "127.0.0.1.x")) {
      assertThat(ApiRoutes.isLoopback(SocketAddress.inetSocketAddress(1, far))).isFalse();
    }
    assertThat(ApiRoutes.isLoopback(SocketAddress.domainSocketAddress("/run/x"))).isFalse();
    assertThat(ApiRoutes.isLoopback(null)).isFalse();
  }

  @Test
  void doesNotBelieveAForwardedAddressByItself() throws Exception {
    int port = serve(AllowForwardHeaders.NONE);
    assertThat(get(port, "/api/v1/streams", "192.0.2.1").statusCode()).isEqualTo(200);
  }

  @Test
  void listsSessionsPageByPage() throws Exception {
    for (int i = 0; i < 85; i++) {
      sessions.update(session(i % 2 == 0 ? "live/a" : "live/b"));
    }
    int port = serve(AllowForwardHeaders.NONE);
    List<String> seen = new ArrayList<>();
    String after = "";
    for (int page = 0; page < 5; page++) {
      JsonObject answer = list(port, "sessions?key=live/a&limit=10" + after);
      assertThat(answer.getInteger("total")).isEqualTo(43);
      answer.getJsonArray("items").forEach(one -> seen.add(((JsonObject) one).getString("id")));
      after = "&after=" + answer.getString("next");
    }
    assertThat(after).isEqualTo("&after=null");
    assertThat(seen).hasSize(43).doesNotHaveDuplicates();
    assertThat(seen.get(20)).as("the 41st, base 36").isEqualTo("15");
    assertThat(list(port, "sessions?q=192.0.2.7&protocol=hls&kind=viewer").getInteger("total"))
        .isEqualTo(85);
    assertThat(list(port, "sessions?kind=publisher").getInteger("total")).isZero();
    assertThat(list(port, "streams?app=live&state=streaming&q=cam&after=live/a&limit=1"))
        .isEqualTo(new JsonObject("{\"items\": [], \"next\": null, \"total\": 0}"));
    for (String wrong : List.of("streams?nodes=1", "streams?limit=0", "sessions?after=!")) {
      HttpResponse<String> refused = get(port, "/api/v1/" + wrong, "127.0.0.1");
      assertThat(refused.statusCode()).as(wrong).isEqualTo(400);
    }
  }

  private SessionView session(String key) {
    return new SessionView(
        sessions.nextId(),
        StreamKey.parse(key),
        SessionView.Kind.VIEWER,
        Protocol.HLS,
        "192.0.2.7:1",
        Instant.EPOCH,
        SessionState.STREAMING,
        0,
        0,
        null);
  }

  private JsonObject list(int port, String query) throws Exception {
    HttpResponse<String> answer = get(port, "/api/v1/" + query, "127.0.0.1");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body());
  }

  private int serve(AllowForwardHeaders forward) throws Exception {
    Settings settings = SettingsReader.read(null, Map.of());
    RoutePolicy policy = new RoutePolicy(settings.publishing(), settings.routes());
    HubOptions hub = HubOptions.defaults(bug -> {});
    StreamRegistry streams = new StreamRegistry(new ManualLoops(), policy, hub);
    Router router = Router.router(vertx).allowForward(forward);
    new ApiRoutes(streams, sessions, _ -> null, _ -> {}).mount(router);
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    return server.actualPort();
  }

  private HttpResponse<String> get(int port, String path, String forwardedFor) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("X-Forwarded-For", forwardedFor)
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
