package io.tidegate.gateway;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsReader;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The live stream and the history of a whole gateway in this process.
class LiveApiTest {
  @TempDir Path folder;
  private Gateway gateway;
  private String base = "";
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    Map<String, String> environment = new HashMap<>();
    for (String listener : List.of("HTTP", "RTMP", "RTSP", "METRICS")) {
      environment.put("TIDEGATE_" + listener + "_PORT", "0");
    }
    environment.put("TIDEGATE_SRT_PORT", "off");
    environment.put("TIDEGATE_DATA_DIR", folder.toString());
    gateway = new Gateway(SettingsReader.read(null, environment));
    base = "http://" + gateway.start().addresses().get("http") + "/api/v1";
    client = HttpClient.newHttpClient();
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    gateway.stop();
  }

  @Test
  void whoWatchesSeesChangesAndWhoComesBackWhatHeMissed() throws Exception {
    String seen;
    try (Watcher watcher = new Watcher("0")) {
      watcher.awaitLine("event: snapshot");
      put("live/a");
      watcher.awaitLine("\"entity\":\"route\",\"id\":\"live/a\"");
      watcher.awaitLine("\"kind\":\"route\",\"key\":\"live/a\"");
      watcher.awaitLine("event: stats");
      seen = watcher.lastId();
    }
    put("live/b");
    try (Watcher back = new Watcher(seen)) {
      back.awaitLine("\"entity\":\"route\",\"id\":\"live/b\"");
      assertThat(back.lines).noneMatch(line -> line.contains("snapshot"));
    }
  }

  @Test
  void theHistoryIsListed() throws Exception {
    put("live/a");
    put("live/b");
    ApiContract contract = ApiContract.load();
    HttpResponse<String> all = get("/events?kind=route");
    contract.check(all);
    JsonObject first = new JsonObject(all.body()).getJsonArray("items").getJsonObject(0);
    assertThat(first.getString("key")).isEqualTo("live/b");
    assertThat(first.getString("who")).isEqualTo("api 127.0.0.1");
    assertThat(first.getString("detail")).isEqualTo("put, version 2");
    HttpResponse<String> page = get("/events?limit=1&key=live/a");
    contract.check(page);
    assertThat(new JsonObject(page.body()).getJsonArray("items")).hasSize(1);
    assertThat(get("/events?kind=server").body()).contains("\"to\":\"started\"");
    assertThat(get("/events?limit=0").statusCode()).isEqualTo(400);
  }

  @Test
  void tooManyWatchersAreRefused() throws Exception {
    List<Watcher> watchers = new CopyOnWriteArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        watchers.add(new Watcher("0"));
      }
      assertThat(get("/live").statusCode()).isEqualTo(503);
    } finally {
      for (Watcher watcher : watchers) {
        watcher.close();
      }
    }
    await("room again")
        .until(() -> {
          try (Watcher _ = new Watcher("0")) {
            return true;
          } catch (IOException full) {
            return false;
          }
        });
  }

  private void put(String key) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "/routes/" + key))
            .PUT(HttpRequest.BodyPublishers.ofString("{}"))
            .header("Content-Type", "application/json")
            .build();
    assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(201);
  }

  private HttpResponse<String> get(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(base + path)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /// Reads `/live` on a thread of its own.
  private final class Watcher implements AutoCloseable {
    final List<String> lines = new CopyOnWriteArrayList<>();
    private final InputStream body;

    Watcher(String lastId) throws IOException, InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(base + "/live"))
              .header("Last-Event-ID", lastId)
              .build();
      HttpResponse<InputStream> answer =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      body = answer.body();
      if (answer.statusCode() != 200) {
        throw new IOException("status " + answer.statusCode());
      }
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
      Thread.ofVirtual().start(this::read);
    }

    private void read() {
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
        String line = reader.readLine();
        while (line != null) {
          lines.add(line);
          line = reader.readLine();
        }
      } catch (IOException closed) {
        lines.add("closed");
      }
    }

    void awaitLine(String part) {
      await(part).until(() -> lines.stream().anyMatch(line -> line.contains(part)));
    }

    String lastId() {
      return lines.stream()
          .filter(line -> line.startsWith("id: "))
          .reduce((_, last) -> last)
          .orElseThrow()
          .substring("id: ".length());
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }
}
