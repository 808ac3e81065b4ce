package io.tidegate.gateway;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Routes with transport streams over UDP, and lists of pushes, in a whole gateway in this process.
class UdpApiTest {
  @TempDir Path folder;
  private Gateway gateway;
  private String http = "";
  private HttpClient client;
  private ApiContract contract;

  @BeforeEach
  void start() throws Exception {
    contract = ApiContract.load();
    gateway = new Gateway(SettingsReader.read(null, InProcess.environment(folder)));
    http = "http://" + gateway.start().addresses().get("http");
    client = HttpClient.newHttpClient();
  }

  @AfterEach
  void stop() {
    client.close();
    gateway.stop();
  }

  @Test
  void aRouteListensAndPushesAndStopsWhenItIsTold() throws Exception {
    int port = freePort();
    String route =
        """
        {"sources": [{"type": "udp-ts", "url": "udp://127.0.0.1:%d"}],
         "outputs": {"udp-ts-push": [{"url": "rtp://127.0.0.1:%d", "dscp": 46}]}}
        """
            .formatted(port, port);
    assertThat(put("live/u", route).statusCode()).isEqualTo(201);
    await().until(() -> list("sources").contains("\"listening\":true"));
    JsonObject source = first("sources");
    assertThat(source.getString("key")).isEqualTo("live/u");
    assertThat(source.getString("state")).isEqualTo("connecting");
    assertThat(first("pushes").getString("state")).isEqualTo("idle");
    assertThat(put("live/u", "{\"enabled\": false, \"sources\": []}").statusCode()).isEqualTo(200);
    await().until(() -> list("sources").contains("\"items\":[]"));
    await().until(() -> list("pushes").contains("\"items\":[]"));
    await("the port").until(() -> isFree(port));
  }

  @Test
  void twoRoutesAtOnePlaceAreAConflict() throws Exception {
    assertThat(put("live/a", listens("udp://239.255.1.1:5000")).statusCode()).isEqualTo(201);
    assertThat(put("live/b", listens("udp://239.255.1.2:5000")).statusCode()).isEqualTo(201);
    for (String url : List.of("rtp://239.255.1.1:5000", "udp://@:5000", "udp://0.0.0.0:5000")) {
      HttpResponse<String> conflict = put("live/c", listens(url));
      assertThat(conflict.statusCode()).as(url).isEqualTo(409);
      assertThat(conflict.body()).contains(url + " of live/c belongs to route live/");
    }
    String srt = "{\"sources\": [{\"type\": \"srt-listen\", \"port\": 5001}]}";
    assertThat(put("live/s", srt).statusCode()).isEqualTo(201);
    assertThat(put("live/c", listens("udp://127.0.0.1:5001")).statusCode()).isEqualTo(409);
    assertThat(put("live/c", listens("udp://239.255.1.1:5001")).statusCode()).isEqualTo(201);
    // the fault of one route alone
    assertThat(put("live/d", listens("udp://name:5002")).statusCode()).isEqualTo(422);
  }

  @Test
  void aPortThatIsTakenIsInTheHealth() throws Exception {
    try (DatagramSocket other = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      String url = "udp://127.0.0.1:" + other.getLocalPort();
      assertThat(put("live/u", listens(url)).statusCode()).isEqualTo(201);
      await()
          .until(() ->
              health().contains("is taken: somebody else listens there")
                  && health().contains("udp-ts"));
      assertThat(first("sources").getBoolean("listening")).isFalse();
    }
    await().until(() -> first("sources").getBoolean("listening"));
    assertThat(health()).doesNotContain("udp-ts");
  }

  /// Those over RTMP differ in what is not shown.
  @Test
  void pushesComeInPagesAndAreFiltered() throws Exception {
    String twice =
        "{\"url\": \"rtmp://127.0.0.1:9/app\", \"streamKey\": \"one\"},"
            + " {\"url\": \"rtmp://127.0.0.1:9/app\", \"streamKey\": \"two\"}";
    assertThat(put("live/a", pushes(twice)).statusCode()).isEqualTo(201);
    String once = "{\"url\": \"rtmp://127.0.0.1:9/other/x\"}";
    assertThat(put("live/b", pushes(once)).statusCode()).isEqualTo(201);
    await().until(() -> keys("").size() == 3);
    JsonArray both =
        new JsonObject(get("/api/v1/rtmp/pushes?key=live/a").body()).getJsonArray("items");
    assertThat(both.stream().map(one -> ((JsonObject) one).getInteger("index")))
        .containsExactly(0, 1);
    JsonObject first = new JsonObject(get("/api/v1/rtmp/pushes?limit=1").body());
    assertThat(first.getInteger("total")).isEqualTo(3);
    List<String> seen = new ArrayList<>(List.of("live/a"));
    for (String next = first.getString("next"); next != null; ) {
      String path = "/api/v1/rtmp/pushes?limit=1&after=" + encoded(next);
      JsonObject page = new JsonObject(get(path).body());
      seen.add(page.getJsonArray("items").getJsonObject(0).getString("key"));
      next = page.getString("next");
    }
    assertThat(seen).containsExactly("live/a", "live/a", "live/b");
    assertThat(keys("?key=live/b")).containsExactly("live/b");
    assertThat(keys("?q=OTHER")).containsExactly("live/b");
    assertThat(keys("?state=idle")).hasSize(3);
    assertThat(keys("?state=streaming&key=live/a")).isEmpty();
    for (String wrong : List.of("?limit=0", "?limit=1001", "?key=a/b/c/", "?page=2")) {
      HttpResponse<String> answer = get("/api/v1/rtmp/pushes" + wrong);
      contract.check(answer);
      assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
    }
  }

  private static String pushes(String rtmp) {
    return "{\"outputs\": {\"rtmp-push\": [" + rtmp + "]}}";
  }

  private List<String> keys(String query) throws Exception {
    HttpResponse<String> answer = get("/api/v1/rtmp/pushes" + query);
    contract.check(answer);
    return new JsonObject(answer.body())
        .getJsonArray("items").stream().map(item -> ((JsonObject) item).getString("key")).toList();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String listens(String url) {
    return "{\"sources\": [{\"type\": \"udp-ts\", \"url\": \"" + url + "\", \"rtp\": \"auto\"}]}";
  }

  private JsonObject first(String list) throws Exception {
    return new JsonObject(list(list)).getJsonArray("items").getJsonObject(0);
  }

  private String list(String list) throws Exception {
    HttpResponse<String> answer = get("/api/v1/udp/" + list);
    contract.check(answer);
    return answer.body();
  }

  private String health() throws Exception {
    return get("/health").body();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(http + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> put(String key, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(http + "/api/v1/routes/" + key))
            .header("Content-Type", "application/json")
            .header("If-Match", "*")
            .PUT(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() == 412) { // there is none yet
      HttpRequest creating =
          HttpRequest.newBuilder(URI.create(http + "/api/v1/routes/" + key))
              .header("Content-Type", "application/json")
              .PUT(HttpRequest.BodyPublishers.ofString(body))
              .build();
      answer = client.send(creating, HttpResponse.BodyHandlers.ofString());
    }
    contract.check(answer);
    return answer;
  }

  private static boolean isFree(int port) {
    try (DatagramSocket _ = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (java.io.IOException taken) {
      return false;
    }
  }

  private static int freePort() throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
