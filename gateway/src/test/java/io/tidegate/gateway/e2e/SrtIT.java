package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Tool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// SRT callers of the tools that people use, through the whole distribution.
class SrtIT {
  private static final String ROUTES =
      """
      routes:
      - {key: live/enc, srt: {passphrase: correcthorse1, key-length: 16}}
      - {key: live/planned, srt: {passphrase: correcthorse1, policy: deadline}}
      - {key: live/own, sources: [{type: srt-listen, port: 0}]}
      """;

  /// All that a caller waits for is a handshake; what ffmpeg takes to start comes on top.
  private static final Duration REFUSED_WITHIN = Duration.ofSeconds(3);

  private static final int CALLERS = 50;

  @TempDir Path folder;

  /// Case 6.
  @Test
  void takesCallersWithAndWithoutAPassphrase() throws Exception {
    try (GatewayProcess gateway = gateway();
        Tool plain = publish(gateway.srt("publish:e", "&pkt_size=1316&latency=120000"));
        Tool secret = publish(gateway.srt("publish:enc", "&passphrase=correcthorse1&pbkeylen=16"));
        Tool planned = publish(gateway.srt("publish:planned", "&passphrase=correcthorse1"))) {
      List<Callable<?>> judgements = new ArrayList<>();
      for (String name : List.of("e", "enc", "planned")) {
        Live.awaitHls(gateway, "live/" + name);
        judgements.add(() -> watch(gateway, name));
      }
      Judges.together(judgements);
      assertThat(gateway.get("/api/v1/srt/links").body())
          .contains("\"cipher\":\"AES-128\"", "\"keyState\":\"secured\"", "\"cipher\":\"none\"")
          .contains("\"policy\":\"deadline\",\"state\":\"open\"")
          .doesNotContain("correcthorse");
      assertThat(plain.output() + secret.output() + planned.output()).isEmpty();
      assertThat(String.join("\n", gateway.log())).doesNotContain("correcthorse");
    }
  }

  private boolean watch(GatewayProcess gateway, String name) throws Exception {
    String flv = gateway.http("/live/" + name + ".flv");
    String hls = gateway.http("/live/" + name + "/ts/index.m3u8");
    Judges.hls("ffmpeg", hls, 12, folder.resolve(name + "-ts"));
    Judges.flv("ffmpeg", flv, 8, folder.resolve(name + "-judged.flv"));
    decodes(FlvRecording.of(flv, 6, folder.resolve(name + ".flv")), 100);
    HlsFollower.follow(hls, 8, 2, folder.resolve(name));
    return true;
  }

  /// Case 6.
  @Test
  void refusesAWrongPassphraseAtOnce() throws Exception {
    try (GatewayProcess gateway = gateway()) {
      for (String name : List.of("enc", "planned")) {
        for (String options : List.of("&passphrase=wronghorse12&pbkeylen=16", "")) {
          refused(gateway.srt("publish:" + name, options));
        }
      }
      refused(gateway.srt("publish:own", ""));
      refused(gateway.srt("publish:a/b/c", ""));
      List<Callable<?>> viewers = new ArrayList<>();
      for (String name : List.of("enc", "planned", "own", "a/b")) {
        viewers.add(() -> assertAbsent(gateway, name)); // who waits a while for the publisher
      }
      Judges.together(viewers);
      assertThat(gateway.get("/api/v1/streams").body()).contains("\"items\":[]");
    }
  }

  private static boolean assertAbsent(GatewayProcess gateway, String name) throws Exception {
    assertThat(gateway.get("/live/" + name + ".flv").statusCode()).isEqualTo(404);
    return true;
  }

  private void refused(String url) throws Exception {
    Path source = Media.h264();
    long begin = System.nanoTime();
    try (Tool starting = publish(source, folder.resolve("absent").resolve("out.ts").toString())) {
      assertThat(starting.await(60)).as("there is no such folder").isNotZero();
    }
    long started = System.nanoTime();
    try (Tool caller = publish(source, url)) {
      assertThat(caller.await(60)).as(url).isNotZero();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - started))
        .isLessThan(REFUSED_WITHIN.plusNanos(started - begin));
  }

  @Test
  void aPortOfItsOwnNeedsNoStreamId() throws Exception {
    try (GatewayProcess gateway = gateway();
        Tool caller = publish("srt://" + gateway.address("srt.live/own") + "?mode=caller")) {
      Live.awaitHls(gateway, "live/own");
      assertThat(caller.output()).isEmpty();
    }
  }

  @Test
  void takesGStreamer() throws Exception {
    Tool.require("gst-launch-1.0");
    String pipeline =
        "-q videotestsrc is-live=true ! video/x-raw,width=320,height=180,framerate=25/1 ! x264enc"
            + " tune=zerolatency bitrate=300 key-int-max=25 ! h264parse ! mpegtsmux alignment=7"
            + " ! srtsink latency=120 uri=srt://";
    try (GatewayProcess gateway = gateway();
        Tool sink =
            Tool.start(
                "gst-launch-1.0",
                (pipeline + gateway.address("srt") + "?streamid=publish:g").split(" "))) {
      Live.awaitStream(gateway, "live/g");
      Live.awaitHls(gateway, "live/g");
      decodes(FlvRecording.of(gateway.http("/live/g.flv"), 5, folder.resolve("g.flv")), 50);
      assertThat(sink.isAlive()).isTrue();
    }
  }

  @Test
  void asksForTheTokenInTheStreamId() throws Exception {
    Map<String, String> token =
        Map.of("TIDEGATE_PUBLISH", "token", "TIDEGATE_PUBLISH_TOKEN", "open-sesame");
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"), token)) {
      refused(gateway.srt("publish:x", ""));
      refused(gateway.srt("publish:x:user:wrong", ""));
      assertAbsent(gateway, "x");
      try (Tool first = publish(gateway.srt("publish:x:user:open-sesame", ""));
          Tool second = publish(gateway.srt("%23!::r=y,m=publish,token=open-sesame", ""))) {
        Live.awaitStream(gateway, "live/x");
        Live.awaitStream(gateway, "live/y");
        assertThat(first.output() + second.output()).isEmpty();
      }
      assertThat(String.join("\n", gateway.log())).doesNotContain("open-sesame");
    }
  }

  @Test
  void fiftyCallersAtOnce() throws Exception {
    try (GatewayProcess gateway = gateway()) {
      List<String> arguments =
          new ArrayList<>(List.of("-nostdin", "-v", "error", "-re", "-i", "" + Media.h264()));
      IntStream.range(0, CALLERS)
          .mapToObj(i -> gateway.srt("publish:many" + i, ""))
          .forEach(url -> arguments.addAll(List.of("-c", "copy", "-f", "mpegts", url)));
      try (Tool callers = Tool.start("ffmpeg", arguments.toArray(String[]::new))) {
        for (int i = 0; i < CALLERS; i++) {
          Live.awaitStream(gateway, "live/many" + i);
        }
        decodes(
            FlvRecording.of(gateway.http("/live/many49.flv"), 5, folder.resolve("many.flv")), 75);
        assertThat(callers.output()).isEmpty();
      }
      Live.awaitNobody(gateway);
    }
  }

  @Test
  void runsWithoutLibsrtAndSaysSo() throws Exception {
    Map<String, String> hidden = Map.of("JAVA_OPTS", "-Dtidegate.srt.library=/nowhere/libsrt.so");
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"), hidden);
        Tool publisher = Media.publish(gateway.rtmp("/live/a"))) {
      Live.awaitHls(gateway, "live/a");
      assertThat(gateway.get("/health/ready").statusCode()).isEqualTo(200);
      assertThat(gateway.get("/health/ready").body()).contains("\"srt\":\"SRT is off: install");
      assertThat(gateway.get("/api/v1/srt/capabilities").body())
          .contains("\"available\":false", "SRT is off: install");
      assertThat(String.join("\n", gateway.log())).contains("SRT is off: install");
      assertThat(publisher.output()).isEmpty();
    }
  }

  @Test
  void callsARemoteListener() throws Exception {
    int port = SrtPeers.freePort();
    Tool.require("ffmpeg");
    try (Tool camera = SrtPeers.listen(Media.h264(), port);
        GatewayProcess gateway =
            GatewayProcess.start(
                folder.resolve("data"),
                Map.of(),
                "routes: [{key: c, sources: [{type: srt-call, url: 'srt://127.0.0.1:"
                    + port
                    + "?streamid=x'}]}]\n")) {
      Live.awaitStream(gateway, "live/c");
      await().until(() -> gateway.get("/api/v1/srt/calls").body().contains("\"connected\":true"));
      assertThat(camera.isAlive()).isTrue();
    }
  }

  /// In order, and nothing that a decoder stumbles over.
  private static void decodes(FlvRecording recording, int frames) throws Exception {
    assertThat(recording.frames()).hasSizeGreaterThanOrEqualTo(frames);
    FlvRecording.assertDecodes("ffmpeg", recording.file());
  }

  private GatewayProcess gateway() throws Exception {
    return GatewayProcess.start(folder.resolve("data"), Map.of(), ROUTES);
  }

  private static Tool publish(String url) throws Exception {
    return publish(Media.longH264(), url);
  }

  private static Tool publish(Path source, String url) throws Exception {
    return Tool.start(
        "ffmpeg",
        "-nostdin",
        "-v",
        "error",
        "-re",
        "-i",
        source.toString(),
        "-c",
        "copy",
        "-f",
        "mpegts",
        url);
  }
}
