package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Frame;
import io.tidegate.media.testing.Tool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Case 30, RTMP alone: three streams at once, each watched in every form, and memory that does not
/// grow. A minute in the test run; `-Dsoak.minutes=10` for the long form.
class SoakIT {
  private static final int STREAMS = 3;

  /// The first look at memory comes after a fifth of the time: minute 2 of 10.
  private static final int EARLY_SECONDS = 20;

  /// What the publishers go on beyond both looks: starting, and the decoding of what was watched.
  private static final int SPARE_SECONDS = 200;

  /// The judge compares the time of every segment with the clock at the end of its watch, and
  /// allows ten minutes: the first segments must not be older by then.
  private static final int MOST_JUDGED_SECONDS = 570;

  @TempDir Path folder;

  @Test
  void holdsItsMemoryOverThePublishersTime() throws Exception {
    int seconds = Integer.getInteger("soak.minutes", 1) * 60;
    int earlySeconds = Math.max(EARLY_SECONDS, seconds / 5);
    Path source = Media.h264(earlySeconds + seconds + SPARE_SECONDS);
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"))) {
      List<Tool> publishers = new ArrayList<>();
      try {
        for (int i = 0; i < STREAMS; i++) {
          publishers.add(Media.publish("ffmpeg", source, gateway.rtmp("/live/s" + i)));
        }
        for (int i = 0; i < STREAMS; i++) {
          Live.awaitHls(gateway, "live/s" + i);
        }
        watch(gateway, earlySeconds, "early");
        Footprint early = gateway.footprint();
        watch(gateway, seconds, "late");
        Footprint late = gateway.footprint();
        System.out.printf("soak: %s, then %s after %d s%n", early, late, seconds);
        assertThat(late.heapBytes() + late.directBytes())
            .as("%s after %s", late, early)
            .isLessThan((early.heapBytes() + early.directBytes()) * 12 / 10 + (4 << 20));
        assertThat(late.descriptors()).isLessThanOrEqualTo(early.descriptors() + 4);
        for (Tool publisher : publishers) {
          assertThat(publisher.output()).isEmpty();
        }
      } finally {
        for (Tool publisher : publishers) {
          publisher.close();
        }
      }
    }
  }

  private void watch(GatewayProcess gateway, int seconds, String name) throws Exception {
    List<Callable<?>> watching = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      String key = "/live/s" + i;
      Path own = folder.resolve(name + i);
      watching.add(() -> hls(gateway.http(key + "/index.m3u8"), seconds, own));
      Path record = folder.resolve(name + i + ".flv");
      watching.add(() -> skew(gateway.http(key + ".flv"), seconds, record));
    }
    Judges.together(watching);
  }

  private static boolean hls(String url, int seconds, Path folder) throws Exception {
    int judged = Math.min(seconds, MOST_JUDGED_SECONDS);
    Judges.hls("ffmpeg", url, judged, folder.resolveSibling(folder.getFileName() + "-judged"));
    if (!Judges.present()) {
      HlsFollower.follow(url, seconds, seconds / 3, folder).assertDecodes("ffmpeg");
    }
    return true;
  }

  /// Sound and picture of the last tenth are as far apart as those of the first, within 40 ms.
  private static boolean skew(String url, int seconds, Path file) throws Exception {
    FlvRecording recording = FlvRecording.of(url, seconds, file);
    List<Frame> frames = recording.frames();
    long early = skewMillis(frames.subList(0, frames.size() / 10));
    long late = skewMillis(frames.subList(frames.size() * 9 / 10, frames.size()));
    System.out.printf("soak: sound after picture by %d ms, then %d ms: %s%n", early, late, url);
    assertThat(Math.abs(late - early))
        .as("drift of the sound against the picture: %d, then %d ms", early, late)
        .isLessThanOrEqualTo(40);
    return true;
  }

  /// How much later than the pictures around them the sounds are, on average.
  private static long skewMillis(List<Frame> frames) {
    long sum = 0;
    int sounds = 0;
    long picture = -1;
    for (Frame frame : frames) {
      if (frame.trackId() == 1) {
        picture = frame.dts().toMillis();
      } else if (picture >= 0) {
        sum += frame.dts().toMillis() - picture;
        sounds++;
      }
    }
    assertThat(sounds).isPositive();
    return sum / sounds;
  }
}
