package io.tidegate.gateway;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsReader;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Clips brought, looked at, made playable and played, on a whole gateway in this process with
/// FFmpeg's own children.
@Timeout(480)
class ClipsApiTest {
  @TempDir Path folder;
  private Gateway gateway;
  private HttpClient http;
  private ApiClient api;
  private ClipClient clips;
  private ApiContract contract;
  private InetSocketAddress address;

  @BeforeEach
  void start() throws Exception {
    contract = ApiContract.load();
    Map<String, String> environment = InProcess.environment(folder.resolve("data"));
    environment.put("TIDEGATE_CLIPS_MAX_SIZE", "4MB");
    environment.put("TIDEGATE_CLIPS_MAX_TOTAL", "6MB");
    environment.put("TIDEGATE_CLIPS_MOST", "5");
    environment.put("TIDEGATE_CLIPS_FILE_FOLDERS", folder.resolve("films").toString());
    Files.createDirectories(folder.resolve("films"));
    gateway = new Gateway(SettingsReader.read(null, environment));
    String server = "http://" + gateway.start().addresses().get("http");
    URI uri = URI.create(server);
    address = new InetSocketAddress(uri.getHost(), uri.getPort());
    http = HttpClient.newHttpClient();
    api = ApiClient.of(http, server + "/api/v1");
    clips = new ClipClient(http, server + "/api/v1");
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    gateway.stop();
  }

  @Test
  void aClipIsBroughtAndPlays() throws Exception {
    byte[] film = film("film.mkv", "-c:v", "mpeg4", "-c:a", "mp2");
    route("live/film", "{\"type\": \"file\", \"clip\": \"intro\"}");
    await("the reason why nothing plays")
        .until(() -> problem("live/film").contains("there is no clip intro"));
    HttpResponse<String> created = clips.create("intro", film.length);
    contract.check(created);
    assertThat(created.headers().firstValue("Location")).contains("/api/v1/clips/intro/upload");
    assertThat(created.headers().firstValue("Upload-Expires")).isPresent();
    int half = film.length / 2;
    contract.check(clips.append("intro", 0, part(film, 0, half)));
    assertThat(clips.offset("intro")).isEqualTo(half);
    contract.check(clips.append("intro", half, part(film, half, film.length)));
    JsonObject ready = clips.settled("intro");
    assertThat(ready.getString("state")).as(ready.encode()).isEqualTo("ready");
    contract.check(api.get("/clips/intro"));
    contract.check(api.get("/clips"));
    assertThat(ready.getJsonObject("original").getString("container")).contains("matroska");
    JsonObject playable = ready.getJsonObject("playable");
    assertThat(playable.getInteger("width")).isEqualTo(320);
    assertThat(playable.getLong("durationMs")).isBetween(1_900L, 2_100L);
    assertThat(playable.getBoolean("copied")).isFalse();
    assertThat(ready.getJsonArray("usedBy")).containsExactly("live/film");
    await("its pictures").until(() -> api.get("/streams").body().contains("\"H.264\""));
    HttpResponse<byte[]> file =
        http.send(
            java.net.http.HttpRequest.newBuilder(URI.create(clips.base() + "/clips/intro/file"))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(file.body().length).isEqualTo(playable.getInteger("bytes"));
    assertThat(file.body()[0]).isEqualTo((byte) 0x47);
  }

  /// What came before the line broke is kept, and goes on where it was.
  @Test
  void anUploadThatWasCutOffGoesOn() throws Exception {
    byte[] film = film("film.mp4", "-c:v", "mpeg4", "-c:a", "aac");
    assertThat(clips.create("cut", film.length).statusCode()).isEqualTo(201);
    int half = film.length / 2;
    try (Socket line = new Socket()) {
      line.connect(address);
      OutputStream out = line.getOutputStream();
      out.write(
          ("PATCH /api/v1/clips/cut/upload HTTP/1.1\r\nHost: 127.0.0.1\r\nTus-Resumable: 1.0.0\r\n"
                  + "Upload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n"
                  + "Content-Length: "
                  + film.length
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      out.write(film, 0, half);
      out.flush();
      // while one sends nobody else may, at whatever offset
      await("the lock").until(() -> clips.append("cut", 5, part(film, 5, 10)).statusCode() == 423);
    }
    await("what came").until(() -> clips.offset("cut") == half);
    HttpResponse<String> elsewhere = clips.append("cut", 5, part(film, 5, 10));
    contract.check(elsewhere);
    assertThat(elsewhere.statusCode()).isEqualTo(409);
    assertThat(elsewhere.body()).contains("it is at " + half + " of " + film.length);
    assertThat(clips.append("cut", half, part(film, half, film.length)).statusCode())
        .isEqualTo(204);
    JsonObject ready = clips.settled("cut");
    assertThat(ready.getString("state")).as(ready.encode()).isEqualTo("ready");
  }

  @Test
  void whatDoesNotHaveItsChecksumIsNotKept() throws Exception {
    byte[] bytes = random(10_000);
    assertThat(clips.create("sum", bytes.length).statusCode()).isEqualTo(201);
    String sum =
        Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(bytes));
    byte[] damaged = bytes.clone();
    damaged[5_000]++;
    HttpResponse<String> refused = checked("sum", "sha1 " + sum, damaged);
    contract.check(refused);
    assertThat(refused.statusCode()).isEqualTo(460);
    assertThat(clips.offset("sum")).isZero();
    assertThat(checked("sum", "crc32 AAAA", bytes).statusCode()).isEqualTo(400);
    assertThat(checked("sum", "sha1 " + sum, bytes).statusCode()).isEqualTo(204);
    JsonObject failed = clips.settled("sum");
    assertThat(failed.getString("state")).isEqualTo("failed");
    assertThat(failed.getString("problem")).isNotBlank();
  }

  private HttpResponse<String> checked(String name, String sum, byte[] bytes) throws Exception {
    Map<String, String> headers =
        Map.of(
            "Upload-Offset", "0",
            "Upload-Checksum", sum,
            "Content-Type", "application/offset+octet-stream");
    return clips.send("PATCH", "/clips/" + name + "/upload", headers, bytes);
  }

  @Test
  void whatIsTooMuchIsRefused() throws Exception {
    int most = 4 << 20;
    assertThat(clips.create("large", most + 1).statusCode()).isEqualTo(413);
    assertThat(clips.create("large", most).statusCode()).isEqualTo(201);
    assertThat(clips.create("large", 1).statusCode()).isEqualTo(409);
    HttpResponse<String> full = clips.create("more", (2 << 20) + 1);
    contract.check(full);
    assertThat(full.statusCode()).isEqualTo(413);
    for (String name : List.of("a", "b", "c", "d")) {
      assertThat(clips.create(name, 1).statusCode()).isEqualTo(201);
    }
    assertThat(clips.create("e", 1).body()).contains("there are 5 clips");
    assertThat(clips.append("a", 0, new byte[2]).statusCode()).isEqualTo(413);
    assertThat(clips.offset("a")).isZero();
    assertThat(clips.send("DELETE", "/clips/large/upload", Map.of(), new byte[0]).statusCode())
        .isEqualTo(204);
    assertThat(api.get("/clips/large").statusCode()).isEqualTo(404);
  }

  @Test
  void namesLeadNowhereElse() throws Exception {
    for (String name : List.of("..", "a/b", "../../x", "", ".hidden", "-v", "a b", "ä")) {
      HttpResponse<String> refused = clips.create(name, 1);
      contract.check(refused);
      assertThat(refused.statusCode()).as(name).isEqualTo(422);
    }
    for (String path : List.of("/clips/..%2f..%2ftidegate.db/file", "/clips/%2e%2e/file")) {
      assertThat(api.get(path).statusCode()).as(path).isEqualTo(404);
    }
    String clip = "{\"sources\": [{\"type\": \"file\", \"clip\": \"../x\"}]}";
    assertThat(api.send("PUT", "/routes/live/x", clip).statusCode()).isEqualTo(422);
    try (Stream<Path> all = Files.list(folder.resolve("data/clips"))) {
      assertThat(all).isEmpty();
    }
  }

  @Test
  void aClientOfAnotherVersionIsTold() throws Exception {
    HttpResponse<String> options = api.send("OPTIONS", "/clips", null);
    assertThat(options.statusCode()).isEqualTo(204);
    assertThat(options.headers().firstValue("Tus-Version")).contains("1.0.0");
    assertThat(options.headers().firstValue("Tus-Max-Size")).contains("4194304");
    assertThat(options.headers().firstValue("Tus-Extension").orElse("")).contains("creation");
    HttpResponse<String> refused = api.send("POST", "/clips", "{}");
    assertThat(refused.statusCode()).isEqualTo(412);
    assertThat(refused.headers().firstValue("Tus-Version")).contains("1.0.0");
  }

  @Test
  void whatARouteNamesStays() throws Exception {
    clips.upload("used", film("film.avi", "-c:v", "mjpeg", "-c:a", "pcm_s16le"));
    JsonObject ready = clips.settled("used");
    assertThat(ready.getString("state")).as(ready.encode()).isEqualTo("ready");
    route("live/s", "{\"type\": \"rtmp-publish\"}, {\"type\": \"slate\", \"clip\": \"used\"}");
    await("the slate").until(() -> api.get("/streams").body().contains("\"width\":320"));
    HttpResponse<String> refused = api.send("DELETE", "/clips/used", null);
    contract.check(refused);
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("live/s");
    assertThat(api.send("PATCH", "/clips/used", "{\"name\": \"other\"}").statusCode())
        .isEqualTo(409);
    assertThat(api.with("If-Match", "*").send("DELETE", "/routes/live/s", null).statusCode())
        .isEqualTo(204);
    HttpResponse<String> renamed = api.send("PATCH", "/clips/used", "{\"name\": \"other\"}");
    contract.check(renamed);
    assertThat(renamed.statusCode()).isEqualTo(200);
    assertThat(api.send("DELETE", "/clips/other", null).statusCode()).isEqualTo(204);
    try (Stream<Path> all = Files.list(folder.resolve("data/clips"))) {
      assertThat(all).isEmpty();
    }
  }

  /// A file of the machine is taken up where it is, below folders that the settings allow.
  @Test
  void filesAreTakenUpBelowAllowedFoldersAlone() throws Exception {
    Path allowed = folder.resolve("films/a film.mp4");
    Files.write(allowed, film("film.mp4", "-c:v", "mpeg4", "-an"));
    Path secret = Files.write(folder.resolve("secret.mp4"), Files.readAllBytes(allowed));
    Files.createSymbolicLink(folder.resolve("films/link.mp4"), secret);
    route("live/f", "{\"type\": \"file\", \"file\": \"" + allowed + "\"}");
    await("its pictures").until(() -> api.get("/streams").body().contains("\"width\":320"));
    assertThat(api.get("/clips").body()).contains(allowed.toString());
    for (Path other : List.of(secret, folder.resolve("films/link.mp4"))) {
      route("live/g", "{\"type\": \"file\", \"file\": \"" + other + "\"}");
      await("the reason").until(() -> problem("live/g").contains("clips.file-folders allows"));
      api.with("If-Match", "*").send("DELETE", "/routes/live/g", null);
    }
    assertThat(Files.exists(allowed)).isTrue();
  }

  private String problem(String key) throws Exception {
    JsonObject route = new JsonObject(api.get("/routes/" + key).body());
    return route.getString("problem", "");
  }

  private void route(String key, String sources) throws Exception {
    HttpResponse<String> put =
        api.send("PUT", "/routes/" + key, "{\"sources\": [" + sources + "]}");
    assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
  }

  private byte[] film(String name, String... coding) throws Exception {
    Path file = folder.resolve(name);
    String source =
        "-nostdin -v error -y -f lavfi -i testsrc2=s=320x240:r=25 -f lavfi -i sine=440 -t 2 ";
    String[] arguments = (source + String.join(" ", coding) + " " + file).split(" ");
    Tool.run(60, "ffmpeg", arguments);
    return Files.readAllBytes(file);
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  private static byte[] part(byte[] whole, int from, int to) {
    return java.util.Arrays.copyOfRange(whole, from, to);
  }
}
