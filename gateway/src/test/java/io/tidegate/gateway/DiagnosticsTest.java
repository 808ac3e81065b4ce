package io.tidegate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsSource;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The diagnostics bundle of a whole gateway in this process, with secrets everywhere.
class DiagnosticsTest {
  private static final List<String> SECRETS =
      List.of(
          "hush-publish",
          "hush-metrics",
          "hush-passphrase",
          "hush-stored",
          "hush-camera",
          "hush-route-passphrase",
          "hush-stream-key");

  private static final String ROUTE =
      """
      {"sources": [{"type": "rtsp-pull", "url": "rtsp://192.0.2.7/ch1", "user": "admin",
                    "password": "hush-camera"}],
       "outputs": {"rtmp-push": [{"url": "rtmp://192.0.2.5/app", "streamKey": "hush-stream-key"}]},
       "srt": {"passphrase": "hush-route-passphrase"}, "enabled": false}
      """;

  @TempDir Path folder;
  private Gateway gateway;
  private String base = "";
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    Map<String, String> environment = InProcess.environment(folder);
    environment.put("TIDEGATE_RTSP_PORT", "off");
    environment.put("TIDEGATE_PUBLISH", "token");
    Path token = Files.writeString(folder.resolve("token"), "hush-publish");
    environment.put("TIDEGATE_PUBLISH_TOKEN_FILE", token.toString());
    environment.put("TIDEGATE_METRICS_TOKEN", "hush-metrics");
    Path file =
        Files.writeString(folder.resolve("tidegate.yaml"), "srt: {passphrase: hush-passphrase}\n");
    SettingsSource source = SettingsSource.read(file.toString(), environment);
    gateway = new Gateway(ControlPlane.settings(source, folder));
    base = "http://" + gateway.start().addresses().get("http") + "/api/v1";
    client = HttpClient.newHttpClient();
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    gateway.stop();
  }

  @Test
  void holdsWhatHelpsAndNoSecret() throws Exception {
    send("PATCH", "/settings", "{\"srt.passphrase\": \"hush-stored-passphrase\"}", 200);
    send("PUT", "/routes/live/a", ROUTE, 201);
    // a name that somebody gave to something else
    send("PUT", "/routes/live/b", "{\"labels\": [\"hush-camera and hush-publish\"]}", 201);
    Map<String, String> files = bundle();
    assertThat(files.keySet())
        .startsWith("MANIFEST.txt")
        .contains(
            "settings.json",
            "routes.json",
            "streams.json",
            "sessions.json",
            "srt-links.json",
            "states.json",
            "events.json",
            "metrics.txt",
            "capabilities.json",
            "health.json",
            "log.txt",
            "java.json",
            "threads.txt",
            "disk.txt");
    files.forEach((name, text) -> {
      assertThat(text).as(name).doesNotContain("cannot be had");
      SECRETS.forEach(secret -> assertThat(text).as(name).doesNotContain(secret));
    });
    String manifest = files.get("MANIFEST.txt");
    files.keySet().stream()
        .filter(name -> !name.equals("MANIFEST.txt"))
        .forEach(name -> assertThat(manifest).contains("\n" + name));
    assertThat(files.get("routes.json")).contains("live/a", "192.0.2.7", "********");
    assertThat(files.get("events.json")).contains("put, version");
    assertThat(files.get("metrics.txt")).contains("tidegate_streams 0");
    assertThat(files.get("threads.txt")).contains("vert.x-eventloop-thread");
    assertThat(files.get("disk.txt")).contains("tidegate.db");
    JsonObject java = new JsonObject(files.get("java.json"));
    assertThat(java.getString("java")).isEqualTo(Runtime.version().toString());
    assertThat(new JsonObject(files.get("settings.json")).getJsonArray("items")).isNotEmpty();
  }

  private Map<String, String> bundle() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/diagnostics")).build();
    HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/zip");
    assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
        .matches("attachment; filename=\"tidegate-\\d{8}T\\d{6}Z.zip\"");
    Map<String, String> files = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(answer.body()))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        zip.transferTo(content);
        files.put(entry.getName(), content.toString(StandardCharsets.UTF_8));
      }
    }
    return files;
  }

  private void send(String method, String path, String body, int status) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json");
    if (method.equals("PATCH")) {
      request.header("If-Match", "*");
    }
    HttpResponse<String> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
  }
}
