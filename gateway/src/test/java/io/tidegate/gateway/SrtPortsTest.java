package io.tidegate.gateway;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsReader;
import io.tidegate.media.testing.Patience;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// SRT ports follow the policies of routes, in a whole gateway in this process.
class SrtPortsTest {
  private static final String PLANNED = "{\"srt\": {\"policy\": \"deadline\"}}";
  private static final String STOCK = "{\"srt\": {\"policy\": \"stock\"}}";

  @TempDir Path folder;
  private Gateway gateway;
  private String base = "";
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    Map<String, String> environment = new HashMap<>();
    for (String listener : List.of("HTTP", "RTMP", "RTSP", "METRICS", "SRT")) {
      environment.put("TIDEGATE_" + listener + "_PORT", "0");
    }
    environment.put("TIDEGATE_BIND", "127.0.0.1");
    environment.put("TIDEGATE_DATA_DIR", folder.toString());
    gateway = new Gateway(SettingsReader.read(null, environment));
    base = "http://" + gateway.start().addresses().get("http") + "/api/v1";
    client = HttpClient.newHttpClient();
    boolean hasLibsrt = new JsonObject(ask("GET", "/srt/capabilities", "")).getBoolean("available");
    boolean required = "1".equals(System.getenv("TIDEGATE_TEST_REQUIRE_TOOLS"));
    assertThat(hasLibsrt || !required).as("libsrt is required but missing").isTrue();
    Assumptions.assumeTrue(hasLibsrt, "no libsrt on this machine");
  }

  @AfterEach
  void stop() {
    client.close();
    gateway.stop();
  }

  @Test
  void aSharedPortHasTheRelayWhileARouteNeedsIt() throws Exception {
    JsonObject before = port("srt");
    assertThat(before.getString("state")).isEqualTo("direct");
    ask("PUT", "/routes/live/a", PLANNED);
    awaitPort("srt", "relayed", before.getString("address"));
    awaitEvent("\"from\":\"direct\",\"to\":\"relayed\"");
    ask("PUT", "/routes/live/b", PLANNED);
    ask("DELETE", "/routes/live/a", "");
    ask("PUT", "/routes/live/c", STOCK);
    awaitRunning("live/c");
    assertThat(port("srt").getBoolean("relayWanted")).isTrue();
    ask("PUT", "/routes/live/b", STOCK);
    awaitPort("srt", "direct", before.getString("address"));
    awaitEvent("\"from\":\"relayed\",\"to\":\"direct\"");
  }

  @Test
  void aPortOfARouteKeepsItsNumberWhenItsPolicyChanges() throws Exception {
    String own = "{\"sources\": [{\"type\": \"srt-listen\", \"port\": 0}], \"srt\": %s}";
    ask("PUT", "/routes/live/a", own.formatted("{\"policy\": \"deadline\"}"));
    await().until(() -> names().contains("srt.live/a"));
    String address = port("srt.live/a").getString("address");
    awaitPort("srt.live/a", "relayed", address);
    ask("PUT", "/routes/live/a", own.formatted("{\"policy\": \"stock\"}"));
    awaitPort("srt.live/a", "direct", address);
    ask("DELETE", "/routes/live/a", "");
    await().until(() -> !names().contains("srt.live/a"));
  }

  /// What the board saw when it last looked; what comes and goes between two looks is no event.
  private void awaitEvent(String move) {
    await("the event")
        .atMost(Patience.FOR_PROGRAMS)
        .untilAsserted(
            () -> assertThat(ask("GET", "/events?kind=port&limit=100", "")).contains(move));
  }

  private void awaitPort(String name, String state, String address) {
    await(name + " is " + state)
        .atMost(Patience.FOR_PROGRAMS)
        .untilAsserted(() -> {
          JsonObject port = port(name);
          assertThat(port.getString("state")).as("%s", port).isEqualTo(state);
          assertThat(port.getString("address")).isEqualTo(address);
          assertThat(port.getBoolean("relayWanted")).isEqualTo(state.equals("relayed"));
        });
  }

  /// A port of its own that was asked for later is bound: what came before was followed, too.
  private void awaitRunning(String key) throws Exception {
    ask("PUT", "/routes/" + key, "{\"sources\": [{\"type\": \"srt-listen\", \"port\": 0}]}");
    await().atMost(Patience.FOR_PROGRAMS).until(() -> names().contains("srt." + key));
  }

  private JsonObject port(String name) throws Exception {
    return ports().stream()
        .filter(port -> name.equals(port.getString("name")))
        .findFirst()
        .orElseThrow();
  }

  private List<String> names() throws Exception {
    return ports().stream().map(port -> port.getString("name")).toList();
  }

  private List<JsonObject> ports() throws Exception {
    return new JsonObject(ask("GET", "/srt/ports", ""))
        .getJsonArray("items").stream().map(JsonObject.class::cast).toList();
  }

  private String ask(String method, String path, String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json");
    boolean replaces = method.equals("DELETE") || (method.equals("PUT") && isThere(path));
    if (replaces) {
      request.header("If-Match", "*");
    }
    HttpResponse<String> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode())
        .as("%s %s: %s", method, path, answer.body())
        .isBetween(200, 299);
    return answer.body();
  }

  private boolean isThere(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(base + path)).build();
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
  }
}
