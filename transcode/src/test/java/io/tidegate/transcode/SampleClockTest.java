package io.tidegate.transcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidegate.media.MediaTime;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleClockTest {
  private static final int RATE = 8_000;
  private static final int FRAME = 160;
  private static final long FRAME_NANOS = 20_000_000;

  private final SampleClock clock = new SampleClock(RATE);
  private long frames;

  @Test
  void countsOnFromTheFirstFrame() {
    assertThat(place(MediaTime.ofSeconds(7))).isZero();
    assertThat(clock.timeAt(RATE)).isEqualTo(MediaTime.ofSeconds(8));
  }

  /// Ten minutes of a camera whose sample clock and time stamps disagree.
  @ParameterizedTest
  @ValueSource(ints = {-200, 200})
  void followsADriftOf200PartsInAMillion(int partsPerMillion) {
    long step = FRAME_NANOS + FRAME_NANOS * partsPerMillion / 1_000_000;
    for (int i = 0; i < 30_000; i++) {
      MediaTime at = new MediaTime(i * step);
      assertThat(place(at)).isZero();
      double offMillis = clock.timeAt((double) (frames - 1) * FRAME).minus(at).toSeconds() * 1e3;
      assertThat(offMillis).isCloseTo(0, within(0.5));
    }
  }

  @Test
  void timesThatJumpAboutMoveItLittle() {
    Random random = new Random(5);
    for (int i = 0; i < 3_000; i++) {
      long jitter = random.nextLong(-30_000_000, 30_000_001);
      MediaTime even = new MediaTime(1_000_000_000 + i * FRAME_NANOS);
      assertThat(place(i == 0 ? even : even.plus(new MediaTime(jitter)))).isZero();
      double offMillis = clock.timeAt((double) (frames - 1) * FRAME).minus(even).toSeconds() * 1e3;
      assertThat(offMillis).isCloseTo(0, within(5.0));
    }
  }

  @Test
  void fillsAGapOfMoreThanJitterWithSilence() {
    place(MediaTime.ZERO);
    MediaTime expected = MediaTime.ofMillis(20);
    assertThat(clock.place(expected.plus(SampleClock.JITTER), FRAME)).isZero();
    SampleClock other = new SampleClock(RATE);
    other.place(MediaTime.ZERO, FRAME);
    other.advance(FRAME);
    MediaTime beyond = expected.plus(SampleClock.JITTER).plus(MediaTime.ofMillis(1));
    assertThat(other.place(beyond, FRAME)).isEqualTo(101 * 8);
  }

  @Test
  void leavesAGapOfMoreThanThreeSeconds() {
    place(MediaTime.ZERO);
    MediaTime atLimit = MediaTime.ofMillis(20).plus(SampleClock.MAX_SILENCE);
    MediaTime beyond = atLimit.plus(MediaTime.ofMillis(1));
    assertThat(clock.place(beyond, FRAME)).isZero();
    assertThat(clock.timeAt(FRAME)).isEqualTo(beyond);
    SampleClock other = new SampleClock(RATE);
    other.place(MediaTime.ZERO, FRAME);
    other.advance(FRAME);
    assertThat(other.place(atLimit, FRAME)).isEqualTo(3 * RATE);
  }

  @Test
  void cutsOffWhatOverlaps() {
    for (int i = 0; i < 10; i++) {
      place(new MediaTime(i * FRAME_NANOS));
    }
    assertThat(clock.place(MediaTime.ofMillis(200).minus(SampleClock.JITTER), FRAME)).isZero();
    assertThat(clock.place(MediaTime.ofMillis(20), FRAME)).isEqualTo(-FRAME);
    assertThat(clock.place(MediaTime.ofMillis(50), 8_000)).isBetween(-1_200, -1_180);
  }

  private int place(MediaTime at) {
    int correction = clock.place(at, FRAME);
    clock.advance(FRAME);
    frames++;
    return correction;
  }
}
