package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.flv.FlvTag;
import io.tidegate.media.testing.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Transport streams that are odd or damaged, sent over SRT byte by byte as they are: ones of our
/// own making, and beside them those of the corpus where it is at hand.
class SrtTransportIT {
  /// Everything is listed to its end, and stays to be judged when its publisher is gone. Without
  /// parts: the one that is hinted at when the publisher goes never comes, which the judge counts.
  private static final Map<String, String> VARIABLES =
      Map.of(
          "TIDEGATE_STREAMS_GRACE_MS", "120000",
          "TIDEGATE_HLS_SEGMENT_MS", "1000",
          "TIDEGATE_HLS_PART_MS", "0",
          "TIDEGATE_HLS_WINDOW_SEGMENTS", "60");

  /// Where 33 bits of 90 kHz end, less seven seconds and what ffmpeg adds.
  private static final int BEFORE_THE_WRAP = 95_435;

  private static final MediaTime LONGEST_GAP = MediaTime.ofMillis(100);

  /// Two seconds of pictures.
  private static final int LEAST_FRAMES = 50;

  @TempDir static Path folder;

  /// Packages MPEG-TS from the first frame on.
  private static GatewayProcess ts;

  /// Packages fragmented MP4 from the first frame on.
  private static GatewayProcess mp4;

  @BeforeAll
  static void start() throws Exception {
    Map<String, String> inTs = new HashMap<>(VARIABLES);
    inTs.put("TIDEGATE_HLS_CONTAINER", "ts");
    ts = GatewayProcess.start(folder.resolve("ts"), inTs);
    mp4 = GatewayProcess.start(folder.resolve("mp4"), VARIABLES);
  }

  @AfterAll
  static void stop() {
    ts.close();
    mp4.close();
  }

  /// Case 19.
  @Test
  void timeRunsOnAcrossTheWrapOf33Bits() throws Exception {
    Map<String, byte[]> streams = new LinkedHashMap<>();
    streams.put("wrap", Media.transportStream(16, BEFORE_THE_WRAP));
    addKnown(streams, "wrap33-h264-aac");
    Callable<Boolean> watching =
        () -> {
          Live.awaitStream(ts, "live/wrap");
          FlvRecording.of(ts.http("/live/wrap.flv"), 11, folder.resolve("wrap.flv"))
              .assertSound("ffmpeg", 100);
          return true;
        };
    play(ts, streams, watching);
    judge(
        streams,
        name -> {
          HlsFollower hls = followed(ts, name, 3);
          assertThat(hls.discontinuities()).as(name).isZero();
          assertThat(hls.durations())
              .allSatisfy(seconds -> assertThat(seconds).isBetween(1.9, 2.1));
          assertRunsOn(hls.transportedFrames());
          judgeHls(ts, name, "--expect-discontinuities", "0");
        });
  }

  /// Case 21.
  @Test
  void aNewResolutionIsADiscontinuityWithNewParameters() throws Exception {
    Map<String, byte[]> streams = new LinkedHashMap<>();
    streams.put("change", Media.changingResolution(10));
    addKnown(streams, "resolution-change-at-3s");
    Callable<Boolean> inFragments =
        () -> {
          play(mp4, streams, () -> true);
          return true;
        };
    Callable<Boolean> inTs =
        () -> {
          play(ts, streams, SrtTransportIT::watchTheChange);
          return true;
        };
    Judges.together(List.of(inFragments, inTs));
    judge(
        streams,
        name -> {
          HlsFollower segments = followed(ts, name, 3);
          assertThat(segments.discontinuities()).as(name).isEqualTo(1);
          assertRising(segments.transportedFrames());
          judgeHls(ts, name, "--expect-discontinuities", "1");
          HlsFollower fragments = followed(mp4, name, 3);
          assertThat(fragments.discontinuities()).as(name).isEqualTo(1);
          assertThat(fragments.initialisations()).isEqualTo(2);
          judgeHls(mp4, name, "--expect-discontinuities", "1");
        });
  }

  private static boolean watchTheChange() throws Exception {
    Live.awaitStream(ts, "live/change");
    FlvRecording seen =
        FlvRecording.of(ts.http("/live/change.flv"), 14, folder.resolve("change.flv"));
    List<FlvTag> pictures =
        seen.tags().stream().filter(tag -> tag.type() == FlvTag.Type.VIDEO).toList();
    List<Integer> headers = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      if (isAvcHeader(pictures.get(i))) {
        headers.add(i);
      }
    }
    assertThat(headers).as("parameters at the start and at the change").hasSize(2);
    FlvTag afterChange = pictures.get(headers.getLast() + 1);
    assertThat(afterChange.body().u8(0) >> 4).as("a key frame follows").isEqualTo(1);
    seen.assertRunsOn(Duration.ofSeconds(11));
    return true;
  }

  /// ISO/IEC 14496-15 §5.2.4.1 in a tag of FLV §E.4.3.1.
  private static boolean isAvcHeader(FlvTag tag) {
    return tag.body().length() > 1 && (tag.body().u8(0) & 0x0F) == 7 && tag.body().u8(1) == 0;
  }

  /// Case 23: damaged pictures are allowed, damaged time is not.
  @Test
  void damageEndsAtTheInput() throws Exception {
    byte[] sound = Media.transportStream(8, 0);
    Map<String, byte[]> streams = new LinkedHashMap<>();
    streams.put("lossy", PacedTs.losing(sound));
    streams.put("tableless", PacedTs.withoutTablesAtFirst(sound));
    streams.put("in204", PacedTs.in204(sound));
    addKnown(streams, "cc-loss-1pct");
    addKnown(streams, "no-pat-pmt-first-half");
    addKnown(streams, "204-byte-packets");
    play(ts, streams, () -> true);
    judge(
        streams,
        name -> {
          HlsFollower hls = followed(ts, name, 1);
          assertThat(hls.discontinuities()).as(name).isZero();
          assertRising(hls.transportedFrames());
          // a lost packet costs the rest of a PES packet, a quarter of a second of sound
          judgeHls(
              ts, name, "--no-decode", "--gap-tolerance", name.equals("lossy") ? "0.6" : "0.1");
        });
  }

  private static void addKnown(Map<String, byte[]> streams, String name) throws IOException {
    if (Corpus.isPresent()) {
      streams.put(name, Files.readAllBytes(Corpus.file("ts/" + name + ".ts").orElseThrow()));
    }
  }

  private static PacedTs send(GatewayProcess gateway, String name, byte[] stream)
      throws IOException {
    // on a machine that stalls nothing may come too late
    PacedTs sender = PacedTs.send(stream, gateway.srt("publish:" + name, "&latency=2000"));
    Live.awaitStream(gateway, "live/" + name);
    sender.begin();
    return sender;
  }

  /// Sends all at once to the end, while somebody watches.
  private static void play(
      GatewayProcess gateway, Map<String, byte[]> streams, Callable<Boolean> watching)
      throws Exception {
    List<Callable<?>> all = new ArrayList<>(List.of(watching));
    streams.forEach((name, stream) ->
        all.add(() -> {
          try (PacedTs sender = send(gateway, name, stream)) {
            Live.awaitBytes(gateway, "live/" + name, sender.await(60));
            assertThat(sender.output()).isEmpty();
          }
          return true;
        }));
    Judges.together(all);
  }

  private static void judge(Map<String, byte[]> streams, Judgement judgement) throws Exception {
    List<Callable<?>> all = new ArrayList<>();
    for (String name : streams.keySet()) {
      all.add(() -> {
        judgement.of(name);
        return true;
      });
    }
    Judges.together(all);
  }

  @FunctionalInterface
  private interface Judgement {
    void of(String name) throws Exception;
  }

  private static HlsFollower followed(GatewayProcess gateway, String name, int segments)
      throws Exception {
    String url = gateway.http("/live/" + name + "/index.m3u8");
    return HlsFollower.follow(url, 1, segments, folder.resolve(name + gateway.pid()));
  }

  /// The playlist of a stream that waits for its publisher need not advance.
  private static void judgeHls(GatewayProcess gateway, String name, String... options)
      throws Exception {
    List<String> all = new ArrayList<>(List.of("--vod"));
    all.addAll(List.of(options));
    String url = gateway.http("/live/" + name + "/index.m3u8");
    Path kept = folder.resolve(name + gateway.pid() + "-judged");
    Judges.hls("ffmpeg", url, 3, kept, all.toArray(String[]::new));
  }

  private static void assertRunsOn(List<Frame> frames) {
    assertRising(frames);
    Map<Integer, MediaTime> last = new HashMap<>();
    for (Frame frame : frames) {
      MediaTime before = last.put(frame.trackId(), frame.dts());
      if (before != null) {
        assertThat(frame.dts().minus(before)).isLessThanOrEqualTo(LONGEST_GAP);
      }
    }
  }

  private static void assertRising(List<Frame> frames) {
    assertThat(frames).hasSizeGreaterThan(LEAST_FRAMES);
    Map<Integer, MediaTime> last = new HashMap<>();
    for (Frame frame : frames) {
      MediaTime before = last.put(frame.trackId(), frame.dts());
      assertThat(frame.pts()).isGreaterThanOrEqualTo(frame.dts());
      if (before != null) {
        assertThat(frame.dts()).as("time of track %d", frame.trackId()).isGreaterThan(before);
      }
    }
  }
}
