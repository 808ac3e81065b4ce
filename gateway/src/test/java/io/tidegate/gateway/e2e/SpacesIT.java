package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The quotas of a space against encoders and players.
class SpacesIT {
  @TempDir Path folder;

  @Test
  void whoIsOneTooManyIsToldWhichQuota() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(folder);
        Api api = Api.of(gateway)) {
      String quotas = "{\"quotas\": {\"publishers\": 1, \"viewers\": 1}}";
      assertThat(api.ask("PUT", "/spaces/live", quotas).statusCode()).isEqualTo(201);
      try (Tool publisher = Media.publishEndlessly(gateway.rtmp("/live/a"))) {
        Live.awaitHls(gateway, "live/a");
        try (Tool second = Media.publish(gateway.rtmp("/live/b"))) {
          assertThat(second.await(60)).as("a second publisher").isNotZero();
        }
        assertThat(gateway.log()).anyMatch(line -> line.contains("quota of publishers, 1,"));
        awaitViewers(api, 0);
        try (Tool viewer = Tool.start("curl", "-sN", gateway.http("/live/a.flv"))) {
          awaitViewers(api, 1);
          HttpResponse<String> full = gateway.get("/live/a.flv");
          assertThat(full.statusCode()).isEqualTo(503);
          assertThat(full.headers().firstValue("Retry-After")).isPresent();
          assertThat(full.body()).contains("space live: its quota of viewers, 1, is used up");
          assertThat(gateway.get("/live/a/index.m3u8").statusCode()).isEqualTo(503);
          try (Tool _ = Media.publish(gateway.rtmp("/elsewhere/a"))) {
            Live.awaitHls(gateway, "elsewhere/a");
          }
          assertThat(viewer.isAlive()).isTrue();
        }
        awaitViewers(api, 0);
        assertThat(gateway.get("/live/a/index.m3u8").statusCode()).isEqualTo(200);
        assertThat(publisher.isAlive()).isTrue();
      }
    }
  }

  private static void awaitViewers(Api api, int count) {
    await(count + " viewers")
        .atMost(Patience.FOR_PROGRAMS)
        .until(() -> api.get("/spaces/live").getJsonObject("usage").getInteger("viewers") == count);
  }
}
