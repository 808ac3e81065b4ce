package io.tidegate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.account.Accounts;
import io.tidegate.gateway.account.TokenBook;
import io.tidegate.gateway.auth.Principal;
import io.tidegate.gateway.auth.Role;
import io.tidegate.gateway.auth.Scope;
import io.tidegate.gateway.cluster.SessionPages;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.config.SettingsReader;
import io.tidegate.gateway.route.RoutePolicy;
import io.tidegate.gateway.store.AccountStore;
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
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whom the API answers while there are no users, and what lists show.
class ApiRoutesTest {
  private final Vertx vertx = Vertx.vertx();
  private final SessionRegistry sessions = new SessionRegistry();
  private HttpClient client;
  private Accounts accounts;

  @TempDir Path folder;

  @BeforeEach
  void open() throws Exception {
    accounts =
        new Accounts(
            AccountStore.open(folder.resolve("tidegate.db")), Clock.systemUTC(), System::nanoTime);
    client = HttpClient.newHttpClient();
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    accounts.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void whatAProxyHasPassedOnIsNotFromThisMachine() throws Exception {
    int port = serve();
    assertThat(get(port, "/api/v1/streams", "").statusCode()).isEqualTo(200);
    for (String header : List.of("Forwarded", "X-Forwarded-For", "X-Real-IP")) {
      for (String path : List.of("streams", "sessions", "absent")) {
        HttpResponse<String> answer = get(port, "/api/v1/" + path, header);
        assertThat(answer.statusCode()).as(header).isEqualTo(401);
        assertThat(answer.headers().firstValue("Content-Type"))
            .hasValue("application/problem+json");
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
            .hasValue("Bearer realm=\"tidegate\"");
        assertThat(new JsonObject(answer.body()).getString("detail")).contains("/api/v1/setup");
      }
    }
    assertThat(get(port, "/api/v1/openapi.yaml", "Forwarded").statusCode()).isEqualTo(200);
  }

  @Test
  void listsShowWhatTheScopeOfATokenCovers() throws Exception {
    sessions.update(session("live/a"));
    sessions.update(session("other/a"));
    int port = serve();
    TokenBook.Draft draft =
        new TokenBook.Draft("t", Role.VIEWER, Scope.parse(List.of("other/*")), null);
    Principal by = new Principal(Principal.Kind.LOCAL, "", "", Role.ADMINISTRATOR, Scope.ALL, null);
    String secret =
        new TokenBook(accounts, (_, _) -> {}).create(by, draft).get(20, TimeUnit.SECONDS).secret();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/sessions"))
            .header("Authorization", "bearer " + secret)
            .build();
    JsonObject list =
        new JsonObject(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    assertThat(list.getInteger("total")).isEqualTo(1);
    assertThat(list.getJsonArray("items").getJsonObject(0).getString("key")).isEqualTo("other/a");
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
  void listsSessionsPageByPage() throws Exception {
    for (int i = 0; i < 85; i++) {
      sessions.update(session(i % 2 == 0 ? "live/a" : "live/b"));
    }
    int port = serve();
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
      HttpResponse<String> refused = get(port, "/api/v1/" + wrong, "");
      assertThat(refused.statusCode()).as(wrong).isEqualTo(400);
    }
  }

  @Test
  void listsSessionsOfNodesPageByPage() throws Exception {
    for (int i = 0; i < 85; i++) {
      sessions.update(session(i % 2 == 0 ? "live/a" : "live/b"));
    }
    int port = serve();
    List<String> seen = new ArrayList<>();
    String after = "";
    for (int page = 0; page < 5; page++) {
      JsonObject answer = list(port, "sessions?node=all&key=live/a&limit=10" + after);
      assertThat(answer.getInteger("total")).isEqualTo(43);
      for (Object one : answer.getJsonArray("items")) {
        assertThat(((JsonObject) one).getString("node")).isEqualTo("local");
        seen.add(((JsonObject) one).getString("id"));
      }
      after = "&after=" + answer.getString("next");
    }
    assertThat(after).isEqualTo("&after=null");
    assertThat(seen).hasSize(43).doesNotHaveDuplicates();
    assertThat(seen.get(20)).as("the 41st, base 36").isEqualTo("15");
    assertThat(list(port, "sessions?node=local&q=LIVE/B").getInteger("total")).isEqualTo(42);
    assertThat(get(port, "/api/v1/sessions?node=2", "").statusCode()).isEqualTo(404);
    for (String wrong : List.of("sessions?node=", "sessions?node=all&after=1", "streams?node=x")) {
      HttpResponse<String> refused = get(port, "/api/v1/" + wrong, "");
      assertThat(refused.statusCode()).as(wrong).isEqualTo(400);
    }
  }

  @Test
  void countsViewersByStreamAndProtocol() throws Exception {
    for (String key : List.of("live/b", "live/a", "live/b", "other/a")) {
      sessions.update(session(key));
    }
    sessions.update(session("live/b", SessionView.Kind.VIEWER, Protocol.RTSP));
    sessions.update(session("live/b", SessionView.Kind.PUSH, Protocol.RTMP));
    int port = serve();
    assertThat(counted(list(port, "viewers?limit=1"))).containsExactly("live/a hls 1");
    String next = list(port, "viewers?limit=1").getString("next").replace(" ", "%20");
    assertThat(counted(list(port, "viewers?after=" + next)))
        .containsExactly("live/b hls 2", "live/b rtsp 1", "other/a hls 1");
    assertThat(counted(list(port, "viewers?key=live/b&protocol=rtsp")))
        .containsExactly("live/b rtsp 1");
    assertThat(list(port, "viewers?q=LIVE").getInteger("total")).isEqualTo(3);
    assertThat(get(port, "/api/v1/viewers?kind=push", "").statusCode()).isEqualTo(400);
  }

  private static List<String> counted(JsonObject page) {
    return page.getJsonArray("items").stream()
        .map(JsonObject.class::cast)
        .map(one ->
            one.getString("key")
                + " "
                + one.getString("protocol")
                + " "
                + one.getInteger("viewers"))
        .toList();
  }

  private SessionView session(String key) {
    return session(key, SessionView.Kind.VIEWER, Protocol.HLS);
  }

  private SessionView session(String key, SessionView.Kind kind, Protocol protocol) {
    return new SessionView(
        sessions.nextId(),
        StreamKey.parse(key),
        kind,
        protocol,
        "192.0.2.7:1",
        Instant.EPOCH,
        SessionState.STREAMING,
        0,
        0,
        null);
  }

  private JsonObject list(int port, String query) throws Exception {
    HttpResponse<String> answer = get(port, "/api/v1/" + query, "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body());
  }

  private int serve() throws Exception {
    Settings settings = SettingsReader.read(null, Map.of());
    RoutePolicy policy = new RoutePolicy(settings.publishing(), settings.routes());
    HubOptions hub = HubOptions.defaults(bug -> {});
    StreamRegistry streams = new StreamRegistry(new ManualLoops(), policy, hub);
    Router router = Router.router(vertx);
    Guard guard = new Guard(accounts, new OpenCalls(accounts));
    SessionPages pages =
        new SessionPages(
            _ -> sessions.views().stream().map(view -> ApiRoutes.session(view, Map.of())).toList(),
            (_, _) -> false,
            (_, _, _, _) -> {});
    NodeLists nodes = new NodeLists(pages, JsonObject::new);
    new ApiRoutes(streams, sessions, _ -> null, guard, nodes::mount, _ -> {}).mount(router);
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

  /// @param proxied the header that a proxy adds, empty for none
  private HttpResponse<String> get(int port, String path, String proxied) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    if (!proxied.isEmpty()) {
      request.header(proxied, "127.0.0.1");
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
