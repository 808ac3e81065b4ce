package io.tidegate.gateway;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Who has which clips, on a whole gateway in this process; the clips were made before.
@Timeout(300)
class ClipSpacesTest {
  private static final byte[] FILM = new byte[188 * 2_000];

  @TempDir Path folder;
  private Gateway gateway;
  private HttpClient http;
  private ApiClient nobody;
  private ApiClient acme;
  private ApiContract contract;

  @BeforeEach
  void start() throws Exception {
    contract = ApiContract.load();
    new Random(1).nextBytes(FILM);
    ready("00000000000000aa", "mine", "acme", "");
    ready("00000000000000bb", "theirs", "other", "");
    ready("00000000000000cc", "house", "", "");
    ready("00000000000000dd", "file-0011", "", "/srv/films/secret.mp4");
    gateway = new Gateway(SettingsReader.read(null, InProcess.environment(folder.resolve("data"))));
    http = HttpClient.newHttpClient();
    nobody = ApiClient.of(http, "http://" + gateway.start().addresses().get("http") + "/api/v1");
    await("the clips").until(() -> nobody.get("/clips").body().contains("theirs"));
    acme = nobody.bearer(token("operator", "acme/*"));
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    gateway.stop();
  }

  private void ready(String id, String name, String space, String origin) throws Exception {
    Path own = Files.createDirectories(folder.resolve("data/clips").resolve(id));
    JsonObject playable =
        new JsonObject()
            .put("bytes", FILM.length)
            .put("width", 0)
            .put("height", 0)
            .put("hasAudio", true)
            .put("copied", false)
            .put("lead", 0)
            .put("baseNanos", 0)
            .put("periodNanos", 1_000_000_000);
    JsonObject clip =
        new JsonObject()
            .put("id", id)
            .put("name", name)
            .put("state", "READY")
            .put("fileName", "")
            .put("length", 1)
            .put("created", "2026-11-22T10:00:00Z")
            .put("changed", "2026-11-22T10:00:00Z")
            .put("problem", "")
            .put("origin", origin)
            .put("space", space)
            .put("playable", playable);
    Files.writeString(own.resolve("clip.json"), clip.encode());
    Files.write(own.resolve("media.ts"), FILM);
  }

  private String token(String role, String scope) throws Exception {
    JsonObject draft =
        new JsonObject().put("name", role).put("role", role).put("scope", JsonArray.of(scope));
    HttpResponse<String> made = nobody.send("POST", "/tokens", draft.encode());
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return new JsonObject(made.body()).getString("secret");
  }

  @Test
  void whoeverHasASpaceHasItsClipsAlone() throws Exception {
    HttpResponse<String> list = acme.get("/clips");
    contract.check(list);
    assertThat(list.body()).contains("\"mine\"").doesNotContain("theirs", "house", "secret");
    assertThat(acme.get("/clips/mine").statusCode()).isEqualTo(200);
    for (String other : new String[] {"theirs", "house", "file-0011"}) {
      for (String path : new String[] {"", "/upload", "/file"}) {
        HttpResponse<String> answer = acme.get("/clips/" + other + path);
        assertThat(answer.statusCode()).as(other + path).isEqualTo(404);
        contract.check(answer);
      }
      assertThat(acme.status("DELETE", "/clips/" + other, null)).isEqualTo(404);
      assertThat(acme.status("PATCH", "/clips/" + other, "{\"name\": \"x\"}")).isEqualTo(404);
    }
    assertThat(acme.status("DELETE", "/clips/mine", null)).isEqualTo(204);
  }

  @Test
  void whereAFileLiesIsNotForViewers() throws Exception {
    assertThat(nobody.get("/clips/file-0011").body()).contains("/srv/films/secret.mp4");
    ApiClient viewer = nobody.bearer(token("viewer", "*"));
    assertThat(viewer.get("/clips/file-0011").body()).contains("file-0011").doesNotContain("/srv");
    assertThat(viewer.get("/clips").body()).doesNotContain("/srv");
  }

  @Test
  void uploadsOfASpaceSayWhichOne() throws Exception {
    assertThat(create(acme, "a", "").statusCode()).isEqualTo(403);
    assertThat(create(acme, "a", "other").statusCode()).isEqualTo(403);
    assertThat(create(acme, "a", "no/space").statusCode()).isEqualTo(422);
    HttpResponse<String> made = create(acme, "a", "acme");
    contract.check(made);
    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(new JsonObject(acme.get("/clips/a").body()).getString("space")).isEqualTo("acme");
    assertThat(create(acme.bearer(token("viewer", "acme/*")), "b", "acme").statusCode())
        .isEqualTo(403);
  }

  private HttpResponse<String> create(ApiClient by, String name, String space) throws Exception {
    String metadata = "name " + base64(name) + (space.isEmpty() ? "" : ",space " + base64(space));
    ClipClient client = new ClipClient(http, by.base());
    Map<String, String> headers = new java.util.HashMap<>(by.headers());
    headers.put("Upload-Length", "1");
    headers.put("Upload-Metadata", metadata);
    return client.send("POST", "/clips", headers, new byte[0]);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void routesOfASpaceNameItsClipsAlone() throws Exception {
    assertThat(put(acme, "acme/a", "\"clip\": \"mine\"")).isEqualTo(201);
    for (String foreign : new String[] {"theirs", "house", "absent"}) {
      assertThat(put(acme, "acme/b", "\"clip\": \"" + foreign + "\"")).isEqualTo(403);
    }
    assertThat(put(acme, "acme/b", "\"file\": \"/srv/films/secret.mp4\"")).isEqualTo(403);
    // what somebody else has put there stays there
    assertThat(put(nobody, "acme/c", "\"clip\": \"house\"")).isEqualTo(201);
    HttpResponse<String> changed =
        acme.with("If-Match", "*").send("PATCH", "/routes/acme/c", "{\"enabled\": false}");
    assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
    // of another space's, whoever has named it, nothing plays
    assertThat(put(nobody, "acme/d", "\"clip\": \"theirs\"")).isEqualTo(201);
    await("the reason")
        .until(() -> nobody.get("/routes/acme/d").body().contains("there is no clip theirs"));
    assertThat(new JsonObject(nobody.get("/clips/theirs").body()).getJsonArray("usedBy")).isEmpty();
  }

  /// Of a space it is looked at where they go; without one nobody could tell whose they are.
  @Test
  void webhooksOfTapsNeedASpace() throws Exception {
    String tap =
        """
        {"sources": [{"type": "rtmp-publish"}],
         "outputs": {"frame-tap": [{"name": "t", "webhook": "http://192.0.2.1:9/x"}]}}
        """;
    assertThat(acme.send("PUT", "/routes/acme/tap", tap).statusCode()).isEqualTo(403);
    assertThat(nobody.send("PUT", "/spaces/acme", "{}").statusCode()).isEqualTo(201);
    assertThat(acme.send("PUT", "/routes/acme/tap", tap).statusCode()).isEqualTo(201);
    // when the space is deleted the route stays
    String near = tap.replace("192.0.2.1", "127.0.0.1");
    HttpResponse<String> refused = acme.send("PUT", "/routes/acme/near", near);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("private-webhooks");
  }

  private static int put(ApiClient by, String key, String source) throws Exception {
    String route = "{\"sources\": [{\"type\": \"file\", " + source + "}]}";
    return by.send("PUT", "/routes/" + key, route).statusCode();
  }

  @Test
  void aClipIsReadInParts() throws Exception {
    HttpResponse<byte[]> whole = file("Accept", "*/*");
    assertThat(whole.body()).isEqualTo(FILM);
    assertThat(whole.headers().firstValue("Cache-Control")).contains("private, no-cache");
    HttpResponse<byte[]> part = file("Range", "bytes=188000-188187");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.headers().firstValue("Content-Range"))
        .contains("bytes 188000-188187/" + FILM.length);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(FILM, 188_000, 188_188));
    assertThat(file("Range", "bytes=" + FILM.length + "-").statusCode()).isEqualTo(416);
    String tag = whole.headers().firstValue("ETag").orElseThrow();
    assertThat(file("If-None-Match", "W/" + tag).statusCode()).isEqualTo(304);
  }

  private HttpResponse<byte[]> file(String header, String value) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(nobody.base() + "/clips/mine/file"))
            .header(header, value)
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }
}
