package io.tidegate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Signed URLs of a whole gateway in this process: who is let in is told that there is no stream.
class SignedUrlsApiTest {
  @TempDir static Path folder;

  private static Gateway gateway;
  private static String address;
  private static HttpClient http;
  private static ApiContract contract;
  private static ApiClient local;

  @BeforeAll
  static void start() throws Exception {
    Map<String, String> environment = new HashMap<>();
    for (String listener : List.of("HTTP", "RTMP", "SRT", "RTSP", "METRICS")) {
      environment.put("TIDEGATE_" + listener + "_PORT", "0");
    }
    environment.put("TIDEGATE_DATA_DIR", folder.toString());
    environment.put("TIDEGATE_PLAY", "users");
    gateway = new Gateway(SettingsReader.read(null, environment));
    address = "http://" + gateway.start().addresses().get("http");
    http = HttpClient.newHttpClient();
    contract = ApiContract.load();
    local = ApiClient.of(http, address + "/api/v1");
  }

  @AfterAll
  static void stop() {
    http.shutdownNow();
    gateway.stop();
  }

  @Test
  void everyOutputHasItsUrlAndNothingElseIsLetIn() throws Exception {
    JsonObject signed = sign(local, wish("live/x", "play", 60));
    JsonObject urls = signed.getJsonObject("urls");
    assertThat(urls.fieldNames())
        .containsExactly(
            "http-flv",
            "ws-flv",
            "hls",
            "dash",
            "http-ts",
            "http-fmp4",
            "snapshot",
            "rtmp",
            "rtsp",
            "srt");
    for (String output : List.of("http-flv", "http-ts", "http-fmp4")) {
      String url = urls.getString(output);
      assertThat(status(url)).as(url).isEqualTo(404);
      assertThat(status(url.replace("/live/x", "/live/y"))).isEqualTo(401);
      assertThat(status(url.replaceFirst("e=\\d", "e=9"))).isEqualTo(401);
      assertThat(status(url.replaceFirst("\\?.*", ""))).isEqualTo(401);
    }
    assertThat(urls.getString("srt"))
        .contains("streamid=%23%21%3A%3Ar%3Dlive%2Fx%2Cm%3Drequest%2Ce%3D");
    JsonObject publish = sign(local, wish("live/x", "publish", 60));
    assertThat(publish.getJsonObject("urls").fieldNames()).containsExactly("rtmp", "rtsp", "srt");
    String play = urls.getString("http-flv").replaceFirst("\\?.*", "?");
    assertThat(status(play + publish.getString("query"))).isEqualTo(401);
  }

  @Test
  void urlsAreListedWithoutSignatures() throws Exception {
    HttpResponse<String> answer = local.get("/streams/live/x/urls");
    contract.check(answer);
    JsonObject urls = new JsonObject(answer.body());
    JsonObject play = urls.getJsonObject("play");
    assertThat(play.getString("http-flv")).isEqualTo(address + "/live/x.flv");
    assertThat(play.getString("hls")).isEqualTo(address + "/live/x/index.m3u8");
    assertThat(play.getString("snapshot")).isEqualTo(address + "/live/x.jpg");
    assertThat(play.getString("srt")).endsWith("?streamid=read:live/x");
    JsonObject publish = urls.getJsonObject("publish");
    assertThat(publish.fieldNames()).containsExactly("rtmp", "rtsp", "srt");
    assertThat(publish.getString("rtmp")).endsWith("/live/x");
    assertThat(publish.getString("srt")).endsWith("?streamid=publish:live/x");
    assertThat(local.get("/streams/api/x/urls").statusCode()).isEqualTo(404);
  }

  @Test
  void aPatternLetsItsStreamsIn() throws Exception {
    JsonObject signed = sign(local, wish("live/a*", "play", 60));
    assertThat(signed.getJsonObject("urls")).isEmpty();
    String query = "?" + signed.getString("query");
    assertThat(status(address + "/live/ab.flv" + query)).isEqualTo(404);
    assertThat(status(address + "/live/ba.flv" + query)).isEqualTo(403);
  }

  @Test
  void anAddressAndAProtocolMayBeNamed() throws Exception {
    JsonObject here = sign(local, wish("live/x", "play", 60).put("address", "127.0.0.0/8"));
    assertThat(status(here.getJsonObject("urls").getString("http-flv"))).isEqualTo(404);
    JsonObject far =
        wish("live/x", "play", 60).put("address", "192.0.2.1").put("protocol", "http-ts");
    JsonObject urls = sign(local, far).getJsonObject("urls");
    assertThat(urls.fieldNames()).containsExactly("http-ts");
    assertThat(status(urls.getString("http-ts"))).isEqualTo(403);
  }

  @Test
  void aRevokedKeyAndItsUrlsAreOver() throws Exception {
    JsonObject key = new JsonObject().put("name", "short");
    HttpResponse<String> made = local.send("POST", "/urls/keys", key.encode());
    contract.check(made);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    String secret = new JsonObject(made.body()).getString("secret");
    JsonObject signed = sign(local, wish("live/x", "play", 60).put("key", "short"));
    String url = signed.getJsonObject("urls").getString("http-flv");
    assertThat(status(url)).isEqualTo(404);
    HttpResponse<String> list = local.get("/urls/keys");
    contract.check(list);
    assertThat(list.body()).contains("short").doesNotContain(secret);
    assertThat(local.send("POST", "/urls/keys", key.encode()).statusCode()).isEqualTo(409);
    assertThat(local.send("DELETE", "/urls/keys/short", null).statusCode()).isEqualTo(204);
    assertThat(local.send("DELETE", "/urls/keys/short", null).statusCode()).isEqualTo(404);
    assertThat(status(url)).isEqualTo(401);
  }

  @Test
  void nobodySignsMoreThanHeMay() throws Exception {
    String until = Instant.now().plusSeconds(3_600).toString();
    JsonObject draft =
        new JsonObject()
            .put("name", "space")
            .put("role", "operator")
            .put("scope", JsonArray.of("acme/*"))
            .put("expires", until);
    String made = local.send("POST", "/tokens", draft.encode()).body();
    ApiClient scoped = local.bearer(new JsonObject(made).getString("secret"));
    assertThat(sign(scoped, wish("acme/*", "publish", 60)).getString("path")).isEqualTo("acme/*");
    for (String path : List.of("live/x", "*/*", "acm*/x")) {
      String wish = wish(path, "play", 60).encode();
      assertThat(scoped.send("POST", "/urls/sign", wish).statusCode()).as(path).isEqualTo(403);
    }
    String longer = wish("acme/x", "play", 7_200).encode();
    assertThat(scoped.send("POST", "/urls/sign", longer).body()).contains("\"seconds\"");
  }

  @ParameterizedTest
  @CsvSource({
    "path, a/b/c",
    "path, api/x",
    "action, read",
    "address, here",
    "protocol, gopher",
    "key, none",
    "more, x"
  })
  void whatCannotBeSignedIsNamed(String field, String value) throws Exception {
    JsonObject wish = wish("live/x", "play", 60).put(field, value);
    HttpResponse<String> answer = local.send("POST", "/urls/sign", wish.encode());
    contract.check(answer);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
    assertThat(answer.body()).contains('"' + field + '"');
  }

  @ParameterizedTest
  @CsvSource({"0, 422", "1, 200", "31622400, 200", "31622401, 422"})
  void lastsASecondToAYear(long seconds, int status) throws Exception {
    String wish = wish("live/x", "play", seconds).encode();
    assertThat(local.send("POST", "/urls/sign", wish).statusCode()).isEqualTo(status);
  }

  private static JsonObject wish(String path, String action, long seconds) {
    return new JsonObject().put("path", path).put("action", action).put("seconds", seconds);
  }

  private static JsonObject sign(ApiClient by, JsonObject wish) throws Exception {
    HttpResponse<String> answer = by.send("POST", "/urls/sign", wish.encode());
    contract.check(answer);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body());
  }

  private static int status(String url) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }
}
