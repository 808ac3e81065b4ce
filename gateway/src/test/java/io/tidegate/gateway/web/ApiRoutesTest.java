package io.tidegate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.config.SettingsReader;
import io.tidegate.gateway.route.RoutePolicy;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.SessionRegistry;
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

  private int serve(AllowForwardHeaders forward) throws Exception {
    Settings settings = SettingsReader.read(null, Map.of());
    RoutePolicy policy = new RoutePolicy(settings.publishing(), settings.routes());
    HubOptions hub = HubOptions.defaults(bug -> {});
    StreamRegistry streams = new StreamRegistry(new ManualLoops(), policy, hub);
    Router router = Router.router(vertx).allowForward(forward);
    new ApiRoutes(streams, new SessionRegistry(), _ -> null, _ -> {}).mount(router);
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
