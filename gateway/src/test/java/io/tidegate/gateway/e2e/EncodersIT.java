package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Frame;
import io.tidegate.media.testing.Corpus;
import io.tidegate.media.testing.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every encoder there is to hand publishes over RTMP, and every output is judged.
class EncodersIT {
  private static final String FFMPEG = "ffmpeg";

  /// Past the crossing also for a judge who sits down at once, and well before the end of the file
  /// for one who takes ten seconds to.
  private static final int JUDGED_CROSSING_SECONDS = 16;

  @TempDir static Path folder;
  private static GatewayProcess gateway;
  private static Footprint warm;

  @BeforeAll
  static void start() throws Exception {
    gateway =
        GatewayProcess.start(folder.resolve("data"), Map.of("TIDEGATE_STREAMS_GRACE_MS", "2000"));
    warm = Live.warmUp(gateway, folder);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /// Cases 1, 2 and 4.
  @Test
  void servesWhatFfmpegPublishesInEveryForm() throws Exception {
    Path source = Media.h264();
    try (Tool publisher = Media.publish(gateway.rtmp("/live/a"))) {
      Live.awaitHls(gateway, "live/a");
      List<Callable<?>> judgements = new ArrayList<>(ownAssertions(FFMPEG, "live/a", "joined"));
      judgements.add(
          judge(() -> Judges.flv(FFMPEG, flv("live/a"), 15, folder.resolve("a.flv"), source)));
      judgements.add(judge(() -> hls(FFMPEG, "/live/a/ts/index.m3u8", source, "a-ts")));
      judgements.add(judge(() -> hls(FFMPEG, "/live/a/index.m3u8", source, "a-ll")));
      judgements.add(judge(() -> assertPlaysOverRtmp("live/a")));
      Judges.together(judgements);
      assertThat(publisher.output()).isEmpty();
    }
    Live.assertBackAt(gateway, warm);
  }

  /// Case 3.
  @Test
  void servesFragmentedMp4WithoutParts() throws Exception {
    Path source = Media.h264();
    Map<String, String> noParts = Map.of("TIDEGATE_HLS_PART_MS", "0");
    try (GatewayProcess plain = GatewayProcess.start(folder.resolve("plain"), noParts);
        Tool publisher = Media.publish(plain.rtmp("/live/a"))) {
      Live.awaitHls(plain, "live/a");
      String url = plain.http("/live/a/index.m3u8");
      assertThat(plain.get("/live/a/media.m3u8").body()).doesNotContain("#EXT-X-PART");
      Judges.together(
          List.of(
              judge(() -> followHls(FFMPEG, url, "plain-own")),
              judge(() -> {
                Judges.hls(FFMPEG, url, 25, folder.resolve("plain-fmp4"));
                Judges.hlsFrames(FFMPEG, source, folder.resolve("plain-fmp4"));
              })));
      assertThat(publisher.output()).isEmpty();
    }
  }

  /// Case 14.
  @Test
  void servesWhatGstreamerPublishes() throws Exception {
    // without the latency a busy machine makes flvmux bend the time of late pictures
    String pipeline =
        "-q videotestsrc is-live=true ! video/x-raw,width=640,height=360,framerate=25/1 !"
            + " x264enc tune=zerolatency speed-preset=ultrafast bitrate=600 key-int-max=50 !"
            + " video/x-h264,profile=high ! h264parse ! queue !"
            + " flvmux name=m streamable=true latency=1000000000 !"
            + " rtmp2sink location="
            + gateway.rtmp("/live/h")
            + " audiotestsrc is-live=true ! audio/x-raw,rate=48000,channels=2 ! voaacenc !"
            + " aacparse ! queue ! m.";
    try (Tool publisher = Tool.start("gst-launch-1.0", pipeline.split(" "))) {
      Live.awaitHls(gateway, "live/h");
      assertServed(FFMPEG, "live/h", flv("live/h"));
      assertThat(publisher.isAlive()).as(publisher.output()).isTrue();
    }
    Live.assertBackAt(gateway, warm);
  }

  /// Case 17.
  @Test
  void servesHevcOfEnhancedRtmp() throws Exception {
    Path source = Media.h265();
    String ffmpeg = Ffmpeg7.ffmpeg();
    try (Tool publisher = Media.publish(ffmpeg, source, gateway.rtmp("/live/i"))) {
      Live.awaitHls(gateway, "live/i");
      String probed =
          Tool.run(60, Ffmpeg7.ffprobe(), "-v", "error", "-show_streams", flv("live/i"));
      assertThat(probed).contains("codec_name=hevc", "width=640", "height=360");
      assertThat(gateway.get("/live/i/index.m3u8").body()).contains("hvc1.");
      List<Callable<?>> judgements = new ArrayList<>(ownAssertions(ffmpeg, "live/i", "hevc"));
      judgements.add(
          judge(() -> Judges.flv(ffmpeg, flv("live/i"), 12, folder.resolve("i.flv"), source)));
      judgements.add(judge(() -> hls(ffmpeg, "/live/i/index.m3u8", source, "i-fmp4")));
      Judges.together(judgements);
      assertThat(publisher.output()).isEmpty();
    }
    Live.assertBackAt(gateway, warm);
  }

  /// Case 28: FLV counts milliseconds in 24 bits and puts the rest into a byte of its own.
  @Test
  void runsOnWhereTimestampsCross24Bits() throws Exception {
    try (Tool publisher = publishCopying(crossing())) {
      Live.awaitStream(gateway, "live/k");
      Path judged = folder.resolve("k-judged.flv");
      Judges.flv(FFMPEG, flv("live/k"), JUDGED_CROSSING_SECONDS, judged);
      assertThat(publisher.output()).isEmpty();
    }
    Live.assertBackAt(gateway, warm);
    Optional<Path> known = Corpus.file("flv/timestamps-cross-24bit.flv");
    if (known.isPresent()) {
      try (Tool publisher = publishCopying(known.get())) {
        Live.awaitStream(gateway, "live/k");
        assertNoJump(flv("live/k"), folder.resolve("k.flv"));
        assertThat(publisher.output()).isEmpty();
      }
      Live.assertBackAt(gateway, warm);
    }
  }

  private static Tool publishCopying(Path file) throws Exception {
    String command = "-nostdin -v error -re -copyts -i " + file + " -c copy -f flv ";
    return Tool.start(FFMPEG, (command + gateway.rtmp("/live/k")).split(" "));
  }

  private static void assertNoJump(String url, Path file) throws Exception {
    List<Frame> frames = FlvRecording.of(url, 8, file).assertSound(FFMPEG, 60).frames();
    long span = frames.getLast().dts().toMillis() - frames.getFirst().dts().toMillis();
    assertThat(span).as("no jump in the time").isBetween(2_000L, 8_000L);
  }

  /// Forty seconds that cross 2^24 ms after twelve of them.
  private static Path crossing() throws Exception {
    Path made = folder.resolve("crossing.flv");
    Tool.run(
        60,
        FFMPEG,
        ("-nostdin -v error -i " + Media.h264() + " -t 40 -c copy -output_ts_offset 16765 " + made)
            .split(" "));
    assertThat(Files.size(made)).isPositive();
    return made;
  }

  private static void assertServed(String ffmpeg, String key, String flv) throws Exception {
    List<Callable<?>> judgements = new ArrayList<>(ownAssertions(ffmpeg, key, key.substring(5)));
    judgements.add(
        judge(() -> Judges.flv(ffmpeg, flv, 12, folder.resolve(key.substring(5) + "j"))));
    judgements.add(
        judge(() ->
            Judges.hls(
                ffmpeg,
                gateway.http("/" + key + "/index.m3u8"),
                20,
                folder.resolve(key.substring(5) + "jh"))));
    Judges.together(judgements);
  }

  private static List<Callable<?>> ownAssertions(String ffmpeg, String key, String name) {
    return List.of(
        judge(() ->
            FlvRecording.of(flv(key), 8, folder.resolve(name + "-own.flv"))
                .assertSound(ffmpeg, 150)),
        judge(() -> followHls(ffmpeg, gateway.http("/" + key + "/index.m3u8"), name + "-own")),
        judge(
            () -> followHls(ffmpeg, gateway.http("/" + key + "/ts/index.m3u8"), name + "-own-ts")));
  }

  private static void followHls(String ffmpeg, String url, String name) throws Exception {
    HlsFollower.follow(url, 12, 4, folder.resolve(name)).assertDecodes(ffmpeg);
  }

  private static void hls(String ffmpeg, String path, Path source, String name) throws Exception {
    Judges.hls(ffmpeg, gateway.http(path), 25, folder.resolve(name));
    Judges.hlsFrames(ffmpeg, source, folder.resolve(name));
  }

  private static void assertPlaysOverRtmp(String key) throws Exception {
    Path file = folder.resolve("rtmp.flv");
    String command =
        "timeout -s INT 8 rtmpdump -q --live -r " + gateway.rtmp("/" + key) + " -o " + file;
    Tool.require("rtmpdump");
    try (Tool dump = Tool.start("env", command.split(" "))) {
      dump.await(60);
    }
    FlvRecording.assertDecodes(FFMPEG, file);
  }

  private static String flv(String key) {
    return gateway.http("/" + key + ".flv");
  }

  /// A judgement that ends without a value.
  private static Callable<Boolean> judge(Judgement judgement) {
    return () -> {
      judgement.run();
      return true;
    };
  }

  @FunctionalInterface
  private interface Judgement {
    void run() throws Exception;
  }
}
