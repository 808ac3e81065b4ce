package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Routes are edited by the API of the whole distribution while media flows.
class RoutesApiIT {
  @TempDir Path folder;
  private HttpClient client;

  @BeforeEach
  void openClient() {
    client = HttpClient.newHttpClient();
  }

  @AfterEach
  void closeClient() {
    client.close();
  }

  @Test
  void whatWasAcknowledgedIsThereAfterKill9() throws Exception {
    Path data = folder.resolve("data");
    try (GatewayProcess gateway =
        GatewayProcess.start(data, Map.of(), "routes: [{key: seeded}]\n")) {
      for (int i = 0; i < 20; i++) {
        assertThat(put(gateway, "live/cam" + i, "{\"graceMs\": " + i + "}")).isEqualTo(201);
      }
      ProcessHandle.of(gateway.pid()).orElseThrow().destroyForcibly();
      assertThat(gateway.terminate()).isEqualTo(137);
    }
    try (GatewayProcess gateway = GatewayProcess.start(data, Map.of(), "routes: [{key: late}]\n")) {
      JsonObject routes = new JsonObject(gateway.get("/api/v1/routes").body());
      assertThat(routes.getInteger("total")).isEqualTo(21);
      assertThat(gateway.get("/api/v1/routes/live/cam19").body()).contains("\"graceMs\":19");
      assertThat(gateway.get("/api/v1/routes/live/late").statusCode()).isEqualTo(404);
      assertThat(gateway.log())
          .anyMatch(line -> line.contains("routes of the configuration differ"));
      assertThat(gateway.get("/health/ready").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aRouteThatIsEditedAgainAndAgainDisturbsNobodyElse() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"));
        Tool edited = Media.publish(gateway.rtmp("/live/edited"));
        Tool other = Media.publish(gateway.rtmp("/live/other"))) {
      put(gateway, "live/edited", "{}");
      Live.awaitHls(gateway, "live/edited");
      Live.awaitHls(gateway, "live/other");
      List<String> before = publishers(gateway);
      AtomicBoolean watching = new AtomicBoolean(true);
      Callable<Integer> edits = () -> edit(gateway, watching);
      Callable<Boolean> watched =
          () -> {
            try {
              FlvRecording.of(gateway.http("/live/other.flv"), 12, folder.resolve("other.flv"))
                  .assertSound("ffmpeg", 100);
            } finally {
              watching.set(false);
            }
            return true;
          };
      Judges.together(List.of(edits, watched));
      assertThat(gateway.get("/api/v1/routes/live/edited").body()).contains("\"version\":");
      assertThat(publishers(gateway)).isEqualTo(before);
      assertThat(edited.isAlive() && other.isAlive()).isTrue();
    }
  }

  private static List<String> publishers(GatewayProcess gateway) {
    return sessions(gateway).stream()
        .filter(session -> session.getString("kind").equals("publisher"))
        .map(session -> session.getString("id") + " of " + session.getString("key"))
        .toList();
  }

  /// About fifty times a second; how often.
  private int edit(GatewayProcess gateway, AtomicBoolean go) throws Exception {
    int count = 0;
    while (go.get()) {
      String body = "{\"graceMs\": " + count % 1_000 + ", \"labels\": [\"" + count + "\"]}";
      assertThat(put(gateway, "live/edited", body)).isEqualTo(200);
      count++;
      pause(15);
    }
    assertThat(count).isGreaterThan(20);
    return count;
  }

  @Test
  void aRouteThatIsSwitchedOffEndsItsStreamAndAnOutputItsViewers() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"));
        Tool publisher = Media.publish(gateway.rtmp("/live/a"));
        Tool other = Media.publish(gateway.rtmp("/live/b"))) {
      Live.awaitHls(gateway, "live/a");
      Live.awaitHls(gateway, "live/b");
      try (Tool viewer = watch(gateway, "/live/a.flv");
          Tool stays = watch(gateway, "/live/a.ts")) {
        awaitViewers(gateway, 2);
        put(gateway, "live/a", "{\"outputs\": {\"http-flv\": false}}");
        await("the viewer is gone").until(() -> !viewer.isAlive());
        assertThat(gateway.get("/live/a.flv").statusCode()).isEqualTo(403);
        assertThat(stays.isAlive()).isTrue();
        put(gateway, "live/a", "{\"enabled\": false}");
        await("the stream is gone").until(() -> !stays.isAlive());
        await("the publisher is gone")
            .atMost(Patience.FOR_PROGRAMS)
            .until(() -> !publisher.isAlive());
      }
      assertThat(gateway.get("/api/v1/streams").body()).contains("live/b").doesNotContain("live/a");
      assertThat(other.isAlive()).isTrue();
      // comes back as soon as it may
      put(gateway, "live/a", "{}");
      try (Tool again = Media.publish(gateway.rtmp("/live/a"))) {
        Live.awaitHls(gateway, "live/a");
        assertThat(again.output()).isEmpty();
      }
    }
  }

  @Test
  void anOperatorEndsASession() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"));
        Tool publisher = Media.publish(gateway.rtmp("/live/a"))) {
      Live.awaitHls(gateway, "live/a");
      try (Tool viewer = watch(gateway, "/live/a.flv")) {
        String id = awaitViewers(gateway, 1).getFirst();
        assertThat(kick(gateway, id)).isEqualTo(204);
        await("the viewer is gone").until(() -> !viewer.isAlive());
        await("no session").until(() -> kick(gateway, id) == 404);
      }
      String rtsp = "-nostdin -v quiet -rtsp_transport tcp -i " + gateway.rtsp("/live/a");
      try (Tool viewer = Tool.start("ffmpeg", (rtsp + " -c copy -f null -").split(" "))) {
        String id = awaitViewers(gateway, 1).getFirst();
        assertThat(kick(gateway, id)).isEqualTo(204);
        await("the player is gone").atMost(Patience.FOR_PROGRAMS).until(() -> !viewer.isAlive());
        await("no session").until(() -> kick(gateway, id) == 404);
      }
      String id =
          sessions(gateway).stream()
              .filter(session -> session.getString("kind").equals("publisher"))
              .map(session -> session.getString("id"))
              .findFirst()
              .orElseThrow();
      assertThat(kick(gateway, id)).isEqualTo(204);
      await("the publisher is gone")
          .atMost(Patience.FOR_PROGRAMS)
          .until(() -> !publisher.isAlive());
    }
  }

  private static Tool watch(GatewayProcess gateway, String path) throws Exception {
    return Tool.start("curl", "-sN", "-o", "/dev/null", gateway.http(path));
  }

  /// Their ids, when there are so many.
  private static List<String> awaitViewers(GatewayProcess gateway, int count) {
    await(count + " viewers").until(() -> viewers(gateway).size() == count);
    return viewers(gateway);
  }

  private static List<String> viewers(GatewayProcess gateway) {
    return sessions(gateway).stream()
        .filter(session -> session.getString("kind").equals("viewer"))
        .map(session -> session.getString("id"))
        .toList();
  }

  private static List<JsonObject> sessions(GatewayProcess gateway) {
    try {
      JsonArray items =
          new JsonObject(gateway.get("/api/v1/sessions").body()).getJsonArray("items");
      return items.stream().map(JsonObject.class::cast).toList();
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  private int put(GatewayProcess gateway, String key, String body) throws Exception {
    String url = gateway.http("/api/v1/routes/" + key);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .PUT(HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json");
    HttpResponse<String> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() == 428) {
      request.header("If-Match", "*");
      answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
    return answer.statusCode();
  }

  private int kick(GatewayProcess gateway, String id) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(gateway.http("/api/v1/sessions/" + id))).DELETE().build();
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  /// The pace of the edits; nothing waits for it.
  private static void pause(int millis) {
    LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
  }
}
