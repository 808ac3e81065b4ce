package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Users and tokens of the running gateway, and real players of every protocol.
class AccessIT {
  private static final Set<String> PROTOCOLS = Set.of("http-flv", "hls", "rtmp", "rtsp", "srt");
  private static final String PASSWORD = "correct horse battery";

  private static final String ANN =
      "Basic "
          + Base64.getEncoder()
              .encodeToString(("ann:" + PASSWORD).getBytes(StandardCharsets.UTF_8));

  @TempDir static Path folder;

  @Test
  void playersOfEveryProtocolEndWithTheirTokenAndTheStreamGoesOn() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(folder, Map.of("TIDEGATE_PLAY", "users"));
        Api api = Api.of(gateway)) {
      String code = Files.readString(folder.resolve("setup-code")).strip();
      JsonObject first =
          new JsonObject().put("code", code).put("user", "ann").put("password", PASSWORD);
      assertThat(api.ask("POST", "/setup", first.encode()).statusCode()).isEqualTo(201);
      String encoder =
          api.token("encoder", "publisher", "live/*", "Authorization", ANN).getString("secret");
      JsonObject screen = api.token("screen", "viewer", "live/*", "Authorization", ANN);
      try (Tool nobody = Media.publish(gateway.rtmp("/live/a"))) {
        assertThat(nobody.await(60)).as("after the set-up").isNotZero();
      }
      try (Tool publisher = Media.publishEndlessly(gateway.rtmp("/live/a?token=" + encoder))) {
        await("the publisher").until(() -> sessions(api, "publisher").size() == 1);
        assertThat(gateway.get("/live/a/index.m3u8").statusCode()).isEqualTo(401);
        assertThat(gateway.get("/live/a.flv?token=" + encoder).statusCode()).isEqualTo(403);
        assertListedForUsers(gateway);
        assertEndsWith(screen, gateway, api);
        assertThat(publisher.isAlive()).as(publisher.output()).isTrue();
        assertThat(sessions(api, "publisher")).hasSize(1);
      }
    }
  }

  /// As a browser asks for the start page's list.
  private static void assertListedForUsers(GatewayProcess gateway) throws Exception {
    String list = "/assets/streams.json";
    HttpResponse<String> asked = gateway.get(list);
    assertThat(asked.statusCode()).isEqualTo(401);
    assertThat(asked.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Basic");
    assertThat(Tool.run(60, "curl", "-s", "-u", "ann:" + PASSWORD, gateway.http(list)))
        .contains("live/a");
    assertThat(Tool.run(60, "curl", "-s", "-u", "ann:wrong-one", gateway.http(list)))
        .doesNotContain("live/a");
  }

  private static void assertEndsWith(JsonObject screen, GatewayProcess gateway, Api api)
      throws Exception {
    String query = "?token=" + screen.getString("secret");
    String streamId = "%23!::r=live/a,m=request,token=" + screen.getString("secret");
    try (Tool _ = Media.play(gateway.http("/live/a.flv" + query));
        Tool _ = Media.play(gateway.http("/live/a/index.m3u8" + query));
        Tool _ = Media.play(gateway.rtmp("/live/a" + query));
        Tool _ = Media.play(gateway.rtsp("/live/a" + query));
        Tool _ = Media.play(gateway.srt(streamId, ""))) {
      await("players")
          .untilAsserted(() -> assertThat(sessions(api, "viewer")).isEqualTo(PROTOCOLS));
      String id = screen.getString("id");
      Instant asked = Instant.now();
      HttpResponse<String> gone = api.ask("DELETE", "/tokens/" + id, "", "Authorization", ANN);
      assertThat(gone.statusCode()).as(gone.body()).isEqualTo(204);
      await("nobody").untilAsserted(() -> assertThat(sessions(api, "viewer")).isEmpty());
      Endings ended = new Endings(api, List.of("Authorization", ANN));
      await("why")
          .untilAsserted(
              () -> assertThat(ended.protocols("revoked", "viewer")).containsAll(PROTOCOLS));
      ended.print("revoked", _ -> asked);
    }
  }

  /// Protocols of the sessions of this kind that are here by somebody's right.
  private static Set<String> sessions(Api api, String kind) throws Exception {
    Set<String> protocols = new TreeSet<>();
    for (JsonObject session : items(api, "/sessions")) {
      if (session.getString("kind").equals(kind) && !session.getString("user").isEmpty()) {
        protocols.add(session.getString("protocol"));
      }
    }
    return protocols;
  }

  private static List<JsonObject> items(Api api, String path) throws Exception {
    HttpResponse<String> answer = api.ask("GET", path, "", "Authorization", ANN);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body())
        .getJsonArray("items").stream().map(JsonObject.class::cast).toList();
  }
}
