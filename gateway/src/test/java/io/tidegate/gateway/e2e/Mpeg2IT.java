package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// MPEG-2 and interlaced H.264 of a broadcast encoder: ffmpeg sends a transport stream over UDP,
/// ffprobe plays it over HTTP-TS and RTSP.
class Mpeg2IT {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "-c:v mpeg2video -bf 2 -flags +ilme+ildct -top 1, mpeg2video, top-field-first, true",
    "-c:v mpeg2video -bf 2, mpeg2video, progressive, true",
    "-c:v libx264 -g 25 -flags +ilme+ildct -x264opts bff=1, h264, bottom-field-first, false",
    "-c:v libx264 -g 25, h264, progressive, false"
  })
  void playsOnAndSaysHowItIsScanned(String encoder, String codec, String scan, boolean notPlayed)
      throws Exception {
    int port = SrtPeers.freePort();
    String source = "{type: udp-ts, url: 'udp://127.0.0.1:" + port + "'}";
    String route = "routes: [{key: b, sources: [" + source + "]}]\n";
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"), Map.of(), route);
        Tool _ = send(encoder, port)) {
      await("the scan of the picture")
          .atMost(Patience.FOR_PROGRAMS)
          .untilAsserted(() -> assertThat(picture(gateway).getString("scan")).isEqualTo(scan));
      JsonObject picture = picture(gateway);
      assertThat(picture.getInteger("width")).as("%s", picture).isEqualTo(720);
      assertThat(picture.getInteger("height")).as("%s", picture).isEqualTo(576);
      List<String> findings = findings(gateway);
      assertThat(findings.contains("interlaced")).isEqualTo(!scan.equals("progressive"));
      assertThat(findings.contains("codec-in-browsers")).isEqualTo(notPlayed);
      for (String url : List.of(gateway.http("/live/b.ts"), gateway.rtsp("/live/b"))) {
        assertThat(probe(url)).as(url).isEqualTo(codec + ",720,576");
      }
    }
  }

  private static Tool send(String encoder, int port) throws Exception {
    return Tool.startLine(
        "ffmpeg -nostdin -v error -re -f lavfi -i testsrc2=size=720x576:rate=25 -pix_fmt yuv420p "
            + encoder
            + " -threads 1 -f mpegts udp://127.0.0.1:"
            + port
            + "?pkt_size=1316");
  }

  private static JsonObject picture(GatewayProcess gateway) throws Exception {
    JsonArray streams = new JsonObject(gateway.get("/api/v1/streams").body()).getJsonArray("items");
    assertThat(streams.size()).isEqualTo(1);
    JsonArray tracks = streams.getJsonObject(0).getJsonArray("tracks");
    assertThat(tracks.size()).isEqualTo(1);
    return tracks.getJsonObject(0);
  }

  private static List<String> findings(GatewayProcess gateway) throws Exception {
    return new JsonObject(gateway.get("/api/v1/routes/live/b/doctor").body())
        .getJsonArray("findings").stream()
            .map(finding -> ((JsonObject) finding).getString("code"))
            .toList();
  }

  private static String probe(String url) throws Exception {
    String transport = url.startsWith("rtsp") ? "-rtsp_transport tcp " : "";
    String arguments =
        "-v error "
            + transport
            + "-select_streams v:0 -of csv=p=0 -show_entries stream=codec_name,width,height "
            + url;
    String said = Tool.run(60, "ffprobe", arguments.split(" ")).lines().findFirst().orElse("");
    return said.replaceFirst(",+$", ""); // side data
  }
}
