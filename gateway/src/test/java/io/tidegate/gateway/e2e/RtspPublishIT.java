package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Tool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Encoders that publish over RTSP to the whole distribution: ffmpeg, rtspclientsink.
class RtspPublishIT {
  private static final int SECONDS = 15;

  @TempDir Path folder;

  /// The recording as it is, in real time.
  private static Tool publish(String transport, String url) throws Exception {
    String line =
        "ffmpeg -nostdin -v error -re -i "
            + Media.longH264()
            + " -c copy -rtsp_transport "
            + transport
            + " -f rtsp "
            + url;
    return Tool.startLine(line);
  }

  /// A test picture and a tone of GStreamer.
  private static Tool sink(String protocol, String url) throws Exception {
    Tool.require("gst-launch-1.0");
    String line =
        "gst-launch-1.0 -q videotestsrc is-live=true !"
            + " video/x-raw,width=320,height=180,framerate=25/1 ! x264enc tune=zerolatency"
            + " bitrate=300 key-int-max=25 ! h264parse ! s. audiotestsrc is-live=true !"
            + " audio/x-raw,rate=48000,channels=2 ! avenc_aac ! aacparse ! s. rtspclientsink name=s"
            + " protocols="
            + protocol
            + " location="
            + url;
    return Tool.startLine(line);
  }

  /// Case 12.
  @Test
  void judgesAcceptWhatFfmpegPublishesOverTcp() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"));
        Tool publisher = publish("tcp", gateway.rtsp("/live/f"))) {
      Live.awaitHls(gateway, "live/f");
      Path flv = folder.resolve("f.flv");
      List<Callable<?>> judgements = new ArrayList<>();
      judgements.add(() ->
          FlvRecording.of(gateway.http("/live/f.flv"), SECONDS, flv).assertSound("ffmpeg", 200));
      judgements.add(() -> {
        Path judged = folder.resolve("judged.flv");
        Judges.flv("ffmpeg", gateway.http("/live/f.flv"), SECONDS, judged, Media.longH264());
        return null;
      });
      judgements.add(() -> {
        Path segments = folder.resolve("ts");
        Judges.hls("ffmpeg", gateway.http("/live/f/ts/index.m3u8"), SECONDS, segments);
        return null;
      });
      Judges.together(judgements);
      assertThat(gateway.get("/api/v1/sessions").body())
          .contains("\"kind\":\"publisher\",\"protocol\":\"rtsp\"");
      assertThat(publisher.output()).isEmpty();
    }
  }

  @Test
  void takesFfmpegOverUdp() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"));
        Tool publisher = publish("udp", gateway.rtsp("/live/u"))) {
      Live.awaitHls(gateway, "live/u");
      FlvRecording seen = FlvRecording.of(gateway.http("/live/u.flv"), 6, folder.resolve("u.flv"));
      assertThat(seen.frames()).hasSizeGreaterThan(25);
      assertThat(publisher.isAlive()).isTrue();
    }
  }

  @Test
  void takesGStreamerOverTcpAndUdp() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"));
        Tool tcp = sink("tcp", gateway.rtsp("/live/tcp"));
        Tool udp = sink("udp", gateway.rtsp("/live/udp"))) {
      for (String key : List.of("live/tcp", "live/udp")) {
        Live.awaitHls(gateway, key);
        Path file = folder.resolve(key.replace('/', '-') + ".flv");
        FlvRecording seen = FlvRecording.of(gateway.http("/" + key + ".flv"), 6, file);
        assertThat(seen.frames()).hasSizeGreaterThan(25);
      }
      assertThat(gateway.get("/api/v1/streams").body()).contains("\"H.264\"", "\"AAC\"");
      assertThat(tcp.isAlive() && udp.isAlive()).isTrue();
    }
  }

  @Test
  void aTokenIsAskedForAsPasswordOrInTheUrl() throws Exception {
    Map<String, String> token =
        Map.of("TIDEGATE_PUBLISH", "token", "TIDEGATE_PUBLISH_TOKEN", "s3cret");
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"), token)) {
      String url = gateway.rtsp("/live/t");
      try (Tool refused = publish("tcp", url.replace("//", "//cam:wr0ng@"))) {
        assertThat(refused.await(60)).isNotZero();
        assertThat(refused.output()).contains("401");
      }
      try (Tool byPassword = publish("tcp", url.replace("//", "//cam:s3cret@"));
          Tool byUrl = publish("tcp", gateway.rtsp("/live/q?token=s3cret"))) {
        Live.awaitStream(gateway, "live/t");
        Live.awaitStream(gateway, "live/q");
        assertThat(byPassword.isAlive() && byUrl.isAlive()).isTrue();
      }
      await()
          .until(() -> gateway.metrics().contains("tidegate_rtsp_refused_total{status=\"401\"}"));
      assertThat(String.join("\n", gateway.log())).doesNotContain("s3cret", "wr0ng");
    }
  }

  @Test
  void aRouteSaysWhetherPublishersMayCome() throws Exception {
    String routes =
"""
publish: closed
routes:
- {key: in, sources: [{type: rtsp-publish}]}
- {key: no, sources: [{type: rtmp-publish}]}
""";
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"), Map.of(), routes);
        Tool publisher = publish("tcp", gateway.rtsp("/in"));
        Tool refused = publish("tcp", gateway.rtsp("/live/no"))) {
      Live.awaitStream(gateway, "live/in");
      assertThat(refused.await(60)).isNotZero();
      assertThat(refused.output()).contains("403");
      assertThat(publisher.isAlive()).isTrue();
    }
  }
}
