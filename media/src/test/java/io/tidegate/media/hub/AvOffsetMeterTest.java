package io.tidegate.media.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.testing.SyntheticStreams;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AvOffsetMeterTest {
  private static final TrackList TRACKS = SyntheticStreams.tracks();
  private static final int VIDEO = TRACKS.video().map(Track::id).orElseThrow();
  private static final int AUDIO = TRACKS.audio().map(Track::id).orElseThrow();

  private final AvOffsetMeter meter = new AvOffsetMeter();
  private final SplittableRandom jitter = new SplittableRandom(7);

  /// How the stream that is sent differs from a perfect one.
  private long videoLateMs;

  private long audioLateMs;

  private long mediaMs;
  private long wallMs = 1_000_000;

  @BeforeEach
  void start() {
    meter.tracks(TRACKS);
  }

  /// Pictures and sound every 40 ms; each comes up to 30 ms late.
  private void send(int seconds) {
    for (long end = mediaMs + seconds * 1_000L; mediaMs < end; mediaMs += 40) {
      frame(VIDEO, videoLateMs + jitter.nextInt(30));
      frame(AUDIO, audioLateMs + jitter.nextInt(30));
      wallMs += 40;
    }
  }

  private void frame(int track, long lateMs) {
    MediaTime at = MediaTime.ofMillis(mediaMs);
    long received = (wallMs + lateMs) * 1_000_000;
    meter.frame(new Frame(track, at, at, true, Bytes.of(1), received));
  }

  private void assertNear(long expectedMs) {
    assertThat(meter.offset().toMillis()).isBetween(expectedMs - 10, expectedMs + 10);
  }

  @Test
  void jitterAndInterleavingAreNoOffset() {
    audioLateMs = 300;
    send(120);
    assertNear(0);
  }

  @Test
  void soundThatFallsBehindAndPicturesThatDoAreMeasured() {
    audioLateMs = 300;
    send(30);
    audioLateMs = 380;
    send(30);
    assertNear(80);
    audioLateMs = 300;
    videoLateMs = 150;
    send(30);
    assertNear(-150);
  }

  @Test
  void aJumpOfTheTimelineBeginsAnew() {
    send(30);
    audioLateMs = 500;
    send(30);
    assertNear(500);
    wallMs += AvOffsetMeter.MAX_STEP_NANOS / 1_000_000 + 600;
    send(1);
    assertThat(meter.offset()).isEqualTo(Duration.ZERO);
    send(30);
    assertNear(0);
  }

  @Test
  void oneTrackAloneHasNone() {
    meter.tracks(TrackList.of(TRACKS.audio().orElseThrow()));
    send(30);
    assertThat(meter.offset()).isEqualTo(Duration.ZERO);
  }
}
