package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Players of RTSP at the whole distribution, whatever the stream came in by.
class RtspPlayIT {
  @TempDir Path folder;

  private static final Map<Path, List<String>> SOURCES = new ConcurrentHashMap<>();

  /// The hashes of pictures that ffmpeg decodes, in order; a complaint of its decoder fails.
  private static List<String> pictures(List<String> input) throws Exception {
    return pictures("error", input);
  }

  private static List<String> pictures(String level, List<String> input) throws Exception {
    String[] command =
        Stream.of(
                List.of("-nostdin", "-v", level),
                input,
                List.of("-map", "0:v", "-fps_mode", "passthrough", "-f", "framemd5", "-"))
            .flatMap(List::stream)
            .toArray(String[]::new);
    return Tool.run(300, "ffmpeg", command)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .peek(line -> assertThat(line).as("what ffmpeg says").startsWith("0,"))
        .map(line -> line.substring(line.lastIndexOf(',') + 1).strip())
        .toList();
  }

  /// Over UDP a busy machine may lose packets: nobody minds what the decoder says of that.
  private static List<String> played(String transport, String url, int pictures) throws Exception {
    return pictures(
        transport.equals("udp") ? "quiet" : "error",
        List.of("-rtsp_transport", transport, "-i", url, "-frames:v", "" + pictures));
  }

  /// The very pictures of the source, from a key frame on, none missing.
  private static void assertPictures(List<String> seen, Path source) throws Exception {
    List<String> all = SOURCES.get(source);
    if (all == null) {
      all = pictures(List.of("-i", source.toString()));
      SOURCES.put(source, all);
    }
    assertThat(Collections.indexOfSubList(all, seen))
        .as("where %d pictures of %d begin", seen.size(), all.size())
        .isNotNegative();
  }

  private static void probe(String url, String... expected)
      throws IOException, InterruptedException {
    String seen =
        Tool.run(60, "ffprobe", "-v", "error", "-rtsp_transport", "tcp", "-show_streams", url);
    assertThat(seen).contains(expected);
  }

  /// So many pictures decoded by GStreamer. Its sound is taken, too: rtspsrc gives up when the
  /// first packet is of a track that nobody takes.
  private static void gstreamer(String protocol, String url) throws Exception {
    Tool.require("gst-launch-1.0");
    try (Tool player =
        Tool.startLine(
            "gst-launch-1.0 -q rtspsrc name=camera location="
                + url
                + " protocols="
                + protocol
                + " latency=500 camera. ! application/x-rtp,media=video ! rtph264depay"
                + " ! avdec_h264 ! fakesink num-buffers=60"
                + " camera. ! application/x-rtp,media=audio ! fakesink num-buffers=60")) {
      assertThat(player.await(90)).as(player.output()).isZero();
    }
  }

  @Test
  void ffmpegAndGStreamerPlayWhatCameOverRtmp() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"));
        Tool publisher = Media.publish("ffmpeg", Media.longH264(), gateway.rtmp("/live/a"))) {
      Live.awaitHls(gateway, "live/a");
      String url = gateway.rtsp("/live/a");
      probe(url, "codec_name=h264", "width=640", "codec_name=aac", "sample_rate=48000");

      List<String> tcp = played("tcp", url, 150);
      assertThat(tcp).hasSize(150);
      assertPictures(tcp, Media.longH264());
      assertThat(played("udp", url, 75)).hasSize(75);
      for (String protocol : List.of("tcp", "udp")) { // each with a film that has just begun
        try (Tool _ =
            Media.publish("ffmpeg", Media.longH264(), gateway.rtmp("/live/" + protocol))) {
          Live.awaitHls(gateway, "live/" + protocol);
          gstreamer(protocol, gateway.rtsp("/live/" + protocol));
        }
      }

      assertThat(gateway.metrics())
          .contains("tidegate_rtsp_connections ", "tidegate_rtsp_opened_total");
      assertThat(publisher.output()).isEmpty();
    }
  }

  @Test
  void playsWhatCameOverSrtAndRtsp() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"))) {
      String srt = gateway.srt("publish:live/s", "&pkt_size=1316&latency=3000000");
      String source = "ffmpeg -nostdin -v error -re -i " + Media.longH264() + " -c copy -f ";
      try (Tool first = Tool.startLine(source + "mpegts " + srt);
          Tool second =
              Tool.startLine(source + "rtsp -rtsp_transport tcp " + gateway.rtsp("/live/r"))) {
        for (String key : List.of("live/s", "live/r")) {
          Live.awaitStream(gateway, key);
          List<String> seen = played("tcp", gateway.rtsp("/" + key), 75);
          assertThat(seen).hasSize(75);
          assertPictures(seen, Media.longH264());
        }
        assertThat(first.isAlive() && second.isAlive()).isTrue();
      }
    }
  }

  @Test
  void g711StaysWhatItIs() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"));
        Tool publisher = Media.publishWithALaw(gateway.rtmp("/live/g"))) {
      Live.awaitHls(gateway, "live/g"); // its sound is AAC
      probe(gateway.rtsp("/live/g"), "codec_name=h264", "codec_name=pcm_alaw");
      assertThat(publisher.isAlive()).isTrue();
    }
  }

  @Test
  void h265IsPlayed() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"));
        Tool publisher = Media.publish(Ffmpeg7.ffmpeg(), Media.h265(), gateway.rtmp("/live/h"))) {
      Live.awaitStream(gateway, "live/h");
      List<String> seen = played("tcp", gateway.rtsp("/live/h"), 75);
      assertPictures(seen, Media.h265());
      assertThat(publisher.isAlive()).isTrue();
    }
  }

  @Test
  void isServedOverTlsAndSwitchedOffByARoute() throws Exception {
    Path certificate = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    Tool.run(
        60,
        "openssl",
        ("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj"
                + " /CN=localhost -keyout "
                + key
                + " -out "
                + certificate)
            .split(" "));
    Map<String, String> tls =
        Map.of(
            "TIDEGATE_RTSP_TLS_PORT", "0",
            "TIDEGATE_RTSP_TLS_CERT", certificate.toString(),
            "TIDEGATE_RTSP_TLS_KEY", key.toString());
    String routes = "routes: [{key: off, outputs: {rtsp: false}}]\n";
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"), tls, routes);
        Tool on = Media.publish(gateway.rtmp("/live/on"));
        Tool off = Media.publish(gateway.rtmp("/live/off"))) {
      Live.awaitHls(gateway, "live/on");
      Live.awaitHls(gateway, "live/off");
      probe("rtsps://" + gateway.address("rtsps") + "/live/on", "codec_name=h264");
      try (Tool refused = Tool.start("ffprobe", "-v", "error", gateway.rtsp("/live/off"))) {
        assertThat(refused.await(60)).isNotZero();
        assertThat(refused.output()).contains("403");
      }
      assertThat(on.isAlive() && off.isAlive()).isTrue();
    }
  }
}
