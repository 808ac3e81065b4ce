package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An operator ends the sessions of real encoders and players, in every protocol.
class KickIT {
  private static final String KEPT = "live/a";
  private static final Set<String> PLAY = Set.of("http-flv", "hls", "rtmp", "rtsp", "srt");
  private static final Set<String> PUBLISH = Set.of("rtmp", "rtsp", "srt");

  @TempDir private Path folder;

  @Test
  void endsPlayersAndPublishersOfEveryProtocolAndNobodyElse() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(folder);
        Api api = Api.of(gateway);
        Tool publisher = Media.publishEndlessly(url(gateway, "publish", KEPT, "rtmp"))) {
      Live.awaitStream(gateway, KEPT);
      endAllBut(gateway, api);
      assertThat(publisher.output()).isEmpty();
      assertThat(publisher.isAlive()).isTrue();
    }
  }

  private static void endAllBut(GatewayProcess gateway, Api api) throws Exception {
    try (Tool stays = Media.play(url(gateway, "play", KEPT, "rtmp"))) {
      await("the one who stays").until(() -> viewers(api).contains("rtmp"));
      Set<String> ids = ids(api);
      try (Tool flv = Media.play(url(gateway, "play", KEPT, "http-flv"));
          Tool hls = Media.play(url(gateway, "play", KEPT, "hls"));
          Tool rtmp = Media.play(url(gateway, "play", KEPT, "rtmp"));
          Tool rtsp = Media.play(url(gateway, "play", KEPT, "rtsp"));
          Tool srt = Media.play(url(gateway, "play", KEPT, "srt"));
          Tool ofRtmp = Media.publishEndlessly(url(gateway, "publish", "live/b", "rtmp"));
          Tool ofRtsp = Media.publishEndlessly("rtsp", url(gateway, "publish", "live/c", "rtsp"));
          Tool ofSrt = Media.publishEndlessly("mpegts", url(gateway, "publish", "live/d", "srt"))) {
        await("all of them")
            .atMost(Patience.FOR_PROGRAMS)
            .until(() -> ids(api).size() == ids.size() + PLAY.size() + PUBLISH.size());
        kickAllBut(ids, api);
        for (Tool tool : List.of(flv, hls, rtmp, rtsp, srt, ofRtmp, ofRtsp, ofSrt)) {
          await("its end").atMost(Patience.FOR_PROGRAMS).until(() -> !tool.isAlive());
        }
      }
      assertThat(stays.isAlive()).as(stays.output()).isTrue();
      assertThat(ids(api)).isEqualTo(ids);
    }
  }

  private static void kickAllBut(Set<String> kept, Api api) throws Exception {
    Map<String, Instant> asked = new HashMap<>();
    for (String id : ids(api)) {
      if (!kept.contains(id)) {
        asked.put(id, Instant.now());
        assertThat(api.ask("DELETE", "/sessions/" + id, "").statusCode()).isEqualTo(204);
      }
    }
    Endings ended = new Endings(api, List.of());
    await("players")
        .untilAsserted(() -> assertThat(ended.protocols("kicked", "viewer")).isEqualTo(PLAY));
    await("publishers")
        .untilAsserted(() -> assertThat(ended.protocols("kicked", "publisher")).isEqualTo(PUBLISH));
    ended.print("kicked", session -> asked.get(session.getString("id")));
  }

  private static String url(GatewayProcess gateway, String action, String key, String protocol) {
    return Objects.requireNonNull(
        MediaUrls.of(gateway, action, key, Map.of()).get(protocol), protocol);
  }

  private static Set<String> viewers(Api api) throws Exception {
    Set<String> protocols = new TreeSet<>();
    for (JsonObject session : api.items("/sessions", "kind", "viewer")) {
      protocols.add(session.getString("protocol"));
    }
    return protocols;
  }

  /// Of those that stream: one without a key is still on its way.
  private static Set<String> ids(Api api) throws Exception {
    Set<String> ids = new TreeSet<>();
    for (JsonObject session : api.items("/sessions")) {
      if (session.getString("key") != null) {
        ids.add(session.getString("id"));
      }
    }
    return ids;
  }
}
