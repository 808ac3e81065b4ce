package io.tidegate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.route.Fault;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.testing.SeededFuzz;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouteDocumentsTest {
  private static final String CAMERA =
      """
      {"key": "live/cam", "enabled": true, "labels": ["door"],
       "sources": [{"type": "rtsp-pull", "url": "rtsp://cam/x", "user": "u", "password": "geheim"}],
       "outputs": {"hls": false, "srt-push": [{"host": "h", "port": 1, "streamId": "x"}]},
       "takeOver": true, "graceMs": 5000, "srt": {"passphrase": "correcthorse", "latencyMs": 200}}
      """;

  @Test
  void jsonAndYamlSayTheSame() throws Exception {
    RouteSpec json = RouteDocuments.read(new JsonObject(CAMERA), null);
    RouteSpec yaml =
        RouteDocuments.readYaml(
                "t",
                """
                routes:
                - key: live/cam
                  labels: [door]
                  sources: [{type: rtsp-pull, url: 'rtsp://u:geheim@cam/x'}]
                  outputs: {hls: off, srt-push: [{url: 'srt://h:1?streamid=x'}]}
                  take-over: on
                  grace-ms: 5000
                  srt: {passphrase: correcthorse, latency-ms: 200}
                """,
                Map.of())
            .getFirst();
    assertThat(json).isEqualTo(yaml);
    assertThat(
            RouteDocuments.readYaml("t", RouteDocuments.writeYaml(List.of(json), true), Map.of()))
        .containsExactly(json);
    assertThat(RouteDocuments.read(RouteDocuments.write(json, true), null)).isEqualTo(json);
    assertThat(RouteDocuments.readAll(new JsonArray().add(new JsonObject(CAMERA)), Map.of()))
        .containsExactly(json);
  }

  @Test
  void showsNoSecretsAndKeepsThemUnderTheMask() throws Exception {
    RouteSpec stored = RouteDocuments.read(new JsonObject(CAMERA), null);
    JsonObject shown = RouteDocuments.write(stored, false);
    assertThat(shown.encode()).doesNotContain("geheim", "correcthorse").contains(Token.MASK);
    assertThat(RouteDocuments.writeYaml(List.of(stored), false)).doesNotContain("geheim", "horse");
    assertThat(RouteDocuments.read(shown, stored)).isEqualTo(stored);
    assertThat(
            RouteDocuments.readYaml(
                "t",
                RouteDocuments.writeYaml(List.of(stored), false),
                Map.of(stored.key(), stored)))
        .containsExactly(stored);
    refused(shown, null, "sources[0].password", "srt.passphrase");
  }

  @Test
  void aMaskedPasswordGoesToNoOtherPlace() throws Exception {
    RouteSpec stored = RouteDocuments.read(new JsonObject(CAMERA), null);
    for (String other : List.of("rtsp://elsewhere/x", "rtsp://cam:555/x", "rtsps://cam/x")) {
      JsonObject moved = RouteDocuments.write(stored, false);
      JsonObject source = new JsonObject(moved.encode()).getJsonArray("sources").getJsonObject(0);
      moved.put("sources", new JsonArray().add(source.put("url", other)));
      refused(moved, stored, "sources[0].password");
    }
  }

  @Test
  void aStreamKeyIsKeptUnderItsMaskAtItsServerOnly() throws Exception {
    JsonObject written =
        new JsonObject(
            """
            {"key": "live/x", "sources": [{"type": "rtmp-pull", "url": "rtmp://h/live/cam?a=b"}],
             "outputs": {"rtmp-push": [{"url": "rtmps://s/app", "streamKey": "geheim"},
                                       {"url": "rtmp://t/app/name", "verifyTls": false}]}}
            """);
    RouteSpec stored = RouteDocuments.read(written, null);
    assertThat(RouteDocuments.read(RouteDocuments.write(stored, true), null)).isEqualTo(stored);
    String yaml = RouteDocuments.writeYaml(List.of(stored), true);
    assertThat(RouteDocuments.readYaml("t", yaml, Map.of())).containsExactly(stored);

    JsonObject shown = RouteDocuments.write(stored, false);
    assertThat(shown.encode()).doesNotContain("geheim").contains(Token.MASK);
    assertThat(RouteDocuments.read(shown, stored)).isEqualTo(stored);
    refused(shown, null, "outputs[0].streamKey");
    JsonObject moved = new JsonObject(shown.encode().replace("rtmps://s", "rtmps://elsewhere"));
    refused(moved, stored, "outputs[0].streamKey");
  }

  @Test
  void aPasswordOfARtspPushIsKeptUnderItsMask() throws Exception {
    JsonObject written =
        new JsonObject(
            """
            {"key": "live/x",
             "outputs": {"rtsp-push": [{"url": "rtsp://u:geheim@h:8554/a", "connectMs": 2000},
                                       {"url": "rtsps://t/b", "verifyTls": false}]}}
            """);
    RouteSpec stored = RouteDocuments.read(written, null);
    assertThat(RouteDocuments.read(RouteDocuments.write(stored, true), null)).isEqualTo(stored);
    String yaml = RouteDocuments.writeYaml(List.of(stored), true);
    assertThat(RouteDocuments.readYaml("t", yaml, Map.of())).containsExactly(stored);
    JsonObject shown = RouteDocuments.write(stored, false);
    assertThat(shown.encode()).doesNotContain("geheim").contains(Token.MASK);
    assertThat(RouteDocuments.read(shown, stored)).isEqualTo(stored);
    refused(shown, null, "outputs[0].password");
    JsonObject moved = new JsonObject(shown.encode().replace("h:8554", "elsewhere"));
    refused(moved, stored, "outputs[0].password");
  }

  @Test
  void secretsInUrlsAndStreamIdsAreKeptUnderTheirMaskAtTheirPlaceOnly() throws Exception {
    JsonObject written =
        new JsonObject(
            """
            {"key": "live/x",
             "sources": [
               {"type": "rtsp-pull", "url": "rtsp://cam/x?channel=1&Password=geheim&a=b"},
               {"type": "rtmp-pull", "url": "rtmp://h:1936/live/cam?token=geheim", "onDemand": true},
               {"type": "srt-call", "host": "s", "port": 9, "streamId": "#!::u=eva,s=geheim"}],
             "outputs": {
               "rtsp-push": [{"url": "rtsp://cam/y?sig=geheim"}],
               "rtmp-push": [{"url": "rtmp://h/live/cam?auth_key=geheim"}],
               "srt-push": [{"url": "srt://t:9?streamid=publish:live/x:eva:geheim"}]}}
            """);
    RouteSpec stored = RouteDocuments.read(written, null);
    JsonObject shown = RouteDocuments.write(stored, false);
    String text = shown.encode();
    assertThat(text)
        .doesNotContain("geheim")
        .contains(
            "rtsp://cam/x?channel=1&Password=********&a=b",
            "rtmp://h:1936/live/cam?token=********",
            "#!::u=eva,s=********",
            "rtsp://cam/y?sig=********",
            "rtmp://h:1935/live/cam?auth_key=********",
            "publish:live/x:eva:********");
    assertThat(RouteDocuments.writeYaml(List.of(stored), false)).doesNotContain("geheim");
    assertThat(stored.toString()).doesNotContain("geheim");
    assertThat(RouteDocuments.read(shown, stored)).isEqualTo(stored);
    assertThat(RouteDocuments.read(RouteDocuments.write(stored, true), null)).isEqualTo(stored);
    refused(
        shown,
        null,
        "outputs[0].url",
        "outputs[1].url",
        "outputs[2].streamId",
        "sources[0].url",
        "sources[1].url",
        "sources[2].streamId");
    refused(new JsonObject(text.replace("cam/x?", "elsewhere/x?")), stored, "sources[0].url");
    refused(new JsonObject(text.replace("h:1936", "h:1937")), stored, "sources[1].url");
    refused(new JsonObject(text.replace("\"s\"", "\"other\"")), stored, "sources[2].streamId");
    refused(new JsonObject(text.replace("\"t\"", "\"other\"")), stored, "outputs[2].streamId");
  }

  @Test
  void ofTwoThatLookTheSameUnderTheirMasksNoneIsGuessed() throws Exception {
    JsonObject written =
        new JsonObject(
            """
            {"key": "live/x",
             "outputs": {"srt-push": [{"host": "t", "port": 9, "streamId": "x?token=geheim1"},
                                      {"host": "t", "port": 9, "streamId": "x?token=geheim2"}]}}
            """);
    RouteSpec stored = RouteDocuments.read(written, null);
    JsonObject shown = RouteDocuments.write(stored, false);
    refused(shown, stored, "outputs[0].streamId", "outputs[1].streamId");
  }

  @Test
  void rtmpServersAreNamedByWhatIsWrongWithThem() {
    for (String url : List.of("rtmp://h", "http://h/a/b", "rtmp://u:p@h/a/b", "rtmp://h/a")) {
      refused(
          camera()
              .put(
                  "sources",
                  new JsonArray().add(new JsonObject().put("type", "rtmp-pull").put("url", url))),
          null,
          "sources[0].url");
    }
    JsonObject push = new JsonObject().put("url", "rtmp://h/a?b=c").put("streamKey", "x");
    refused(
        camera().put("outputs", new JsonObject().put("rtmp-push", new JsonArray().add(push))),
        null,
        "outputs.rtmp-push[0].url");
  }

  @Test
  void namesTheFieldsThatAreWrong() {
    refused(camera().put("graceMs", 300_001), null, "graceMs");
    refused(camera().put("graceMs", "soon"), null, "graceMs");
    refused(camera().put("grace-ms", 1), null, "grace-ms");
    refused(camera().put("key", "a/b/c"), null, "key");
    refused(camera().put("labels", new JsonArray().add("")), null, "labels[0]");
    refused(camera().put("enabled", "perhaps"), null, "enabled");
    refused(
        camera().put("srt", new JsonObject().put("latencyMs", 19).put("policy", "best")),
        null,
        "srt.latencyMs",
        "srt.policy");
    refused(
        camera().put("srt", new JsonObject().put("keyLength", 16).put("audioPid", 9_000)),
        null,
        "srt.audioPid",
        "srt.keyLength");
    refused(
        camera().put("srt", new JsonObject().put("audioLanguage", "german")),
        null,
        "srt.audioLanguage");
    refused(
        camera().put("srt", new JsonObject().put("passphraseFile", "/x")),
        null,
        "srt.passphraseFile");
    refused(
        camera()
            .put("sources", new JsonArray().add(new JsonObject().put("type", "carrier-pigeon"))),
        null,
        "sources[0].type");
    refused(new JsonObject(), null, "key");
  }

  @Test
  void anImportReadsNoFilesOfThisMachine() {
    assertThatThrownBy(() ->
            RouteDocuments.readYaml(
                "import", "routes: [{key: a, srt: {passphrase-file: /etc/hostname}}]", Map.of()))
        .hasMessageContaining("import:1: routes[0].srt.passphrase-file: unknown key");
  }

  @Test
  void yamlSaysTheLineOfARuleThatIsBroken() {
    assertThatThrownBy(() ->
            RouteDocuments.readYaml(
                "import", "routes:\n- key: a\n  srt:\n    latency-ms: 9000\n", Map.of()))
        .hasMessage("import:4: routes[0].srt.latency-ms: expected a whole number, 20 to 8000");
  }

  @Test
  void damagedJsonIsARouteOrAFault() {
    Bytes good = Bytes.wrap(CAMERA.getBytes(StandardCharsets.UTF_8));
    SeededFuzz.run(
        21,
        2_000,
        random -> {
          String text =
              new String(SeededFuzz.mutate(good, random).toByteArray(), StandardCharsets.UTF_8);
          try {
            RouteSpec route = RouteDocuments.read(new JsonObject(text), null);
            assertThat(RouteDocuments.read(RouteDocuments.write(route, true), null))
                .isEqualTo(route);
          } catch (DecodeException | ConfigException refused) {
            assertThat(refused.getMessage()).isNotBlank();
          }
        });
  }

  private static JsonObject camera() {
    return new JsonObject(CAMERA);
  }

  private static void refused(JsonObject json, @Nullable RouteSpec stored, String... fields) {
    assertThatThrownBy(() -> RouteDocuments.read(json, stored))
        .isInstanceOfSatisfying(
            ConfigException.class,
            refused -> assertThat(refused.faults()).extracting(Fault::path).containsExactly(fields))
        .hasMessageNotContaining("geheim")
        .hasMessageNotContaining("correct");
  }
}
