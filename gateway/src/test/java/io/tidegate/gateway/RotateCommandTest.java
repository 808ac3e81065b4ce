package io.tidegate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsSource;
import io.tidegate.gateway.secret.KeyRing;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tidegate rotate-key` between two lives of a gateway in this process.
class RotateCommandTest {
  private static final String ROUTE =
      """
      {"sources": [{"type": "rtsp-pull", "url": "rtsp://127.0.0.1:9/x", "user": "u",
                    "password": "hush-camera"}], "enabled": false}
      """;
  private static final String PHRASE = "{\"passphrase\": \"a phrase of tests\"}";

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    for (String listener : List.of("HTTP", "METRICS")) {
      environment.put("TIDEGATE_" + listener + "_PORT", "0");
    }
    for (String listener : List.of("RTMP", "SRT", "RTSP")) {
      environment.put("TIDEGATE_" + listener + "_PORT", "off");
    }
    environment.put("TIDEGATE_DATA_DIR", folder.toString());
    return environment;
  }

  @FunctionalInterface
  private interface Life {
    void live(ApiClient api) throws Exception;
  }

  private void gateway(Life life) throws Exception {
    SettingsSource source = SettingsSource.read(null, environment());
    Gateway gateway = new Gateway(ControlPlane.settings(source, folder));
    try (HttpClient http = HttpClient.newHttpClient()) {
      String base = "http://" + gateway.start().addresses().get("http") + "/api/v1";
      life.live(ApiClient.of(http, base));
    } finally {
      gateway.stop();
    }
  }

  private int rotate(List<String> arguments, Map<String, String> environment) {
    return RotateCommand.run(
        arguments,
        environment,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @Test
  void secretsOutliveTheirKey() throws Exception {
    gateway(
        api -> assertThat(api.send("PUT", "/routes/live/cam", ROUTE).statusCode()).isEqualTo(201));
    String before = KeyRing.read(folder.resolve("secret.key")).id();
    assertThat(rotate(List.of(), environment())).as(err.toString(StandardCharsets.UTF_8)).isZero();
    String after = KeyRing.read(folder.resolve("secret.key")).id();
    assertThat(after).isNotEqualTo(before);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("secrets are sealed under the key " + after + System.lineSeparator());
    assertThat(err.size()).isZero();
    gateway(api -> {
      assertThat(api.send("POST", "/backup", PHRASE).statusCode()).isEqualTo(200);
      String health = api.with("Accept", "*/*").get("/routes/live/cam").body();
      assertThat(new JsonObject(health).getJsonArray("sources").encode()).contains("********");
    });
  }

  @Test
  void namesWhatNoKeyOpens() throws Exception {
    gateway(
        api -> assertThat(api.send("PUT", "/routes/live/cam", ROUTE).statusCode()).isEqualTo(201));
    Files.delete(folder.resolve("secret.key"));
    assertThat(rotate(List.of(), environment())).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("cannot be read, left as it was: route live/cam");
    gateway(api -> {
      assertThat(api.send("POST", "/backup", PHRASE).statusCode()).isEqualTo(409);
      try (InputStream made =
          api.with("If-Match", "*").open("PUT", "/routes/live/cam", ROUTE).body()) {
        assertThat(made.readAllBytes()).isNotEmpty();
      }
      assertThat(api.send("POST", "/backup", PHRASE).statusCode()).isEqualTo(200);
    });
  }

  @Test
  void aWrongCallAndAKeyThatIsNotThereAreSaid() {
    assertThat(rotate(List.of("now"), environment())).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("usage: tidegate rotate-key");
    Map<String, String> given = environment();
    given.put("TIDEGATE_SECRET_KEY_FILE", folder.resolve("none").toString());
    assertThat(rotate(List.of(), given)).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("no such file");
  }
}
