package io.tidegate.media.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimingMeterTest {
  private static final int PER_SECOND = 25;
  private static final int GOP = 50;

  private final TimingMeter meter = new TimingMeter();
  private final SplittableRandom random = new SplittableRandom(1);
  private long frames;

  @Test
  void aClockThatRunsFastIsToldFromALateNetwork() {
    play(60 * 11 + 1, 1.001, 400);
    StreamTiming seen = meter.view();
    assertThat(seen.observedMs()).isEqualTo(600_000);
    assertThat(seen.driftMs()).isBetween(580L, 620L);
  }

  @Test
  void aRightClockDoesNotDriftHoweverLateItsFramesAre() {
    play(60 * 11 + 1, 1, 900);
    assertThat(meter.view().driftMs()).isBetween(-30L, 30L);
  }

  @Test
  void nothingIsSaidInTheFirstTwoMinutes() {
    play(119, 1.01, 0);
    assertThat(meter.view().driftMs()).isZero();
    assertThat(meter.view().observedMs()).isZero();
  }

  @Test
  void aSenderThatBeginsAnewIsMeasuredAnew() {
    play(60 * 5, 1.001, 0);
    meter.frame(frame(0, 60 * 5 * 1_000_000_000L + 1, true), true);
    assertThat(meter.view()).isEqualTo(StreamTiming.UNKNOWN);
  }

  @Test
  void aGopLastsFromKeyFrameToKeyFrame() {
    play(5, 1, 0);
    assertThat(meter.view().gopMs()).isEqualTo(1_000L * GOP / PER_SECOND);
  }

  @Test
  void soundHasNoGop() {
    meter.frame(frame(0, 0, true), false);
    meter.frame(frame(20_000_000, 20_000_000, true), false);
    assertThat(meter.view().gopMs()).isZero();
  }

  /// @param rate of the sender's clock
  /// @param lateMs at most, at random
  private void play(int seconds, double rate, int lateMs) {
    for (long end = frames + (long) seconds * PER_SECOND; frames < end; frames++) {
      long sent = frames * 1_000_000_000L / PER_SECOND;
      long late = lateMs == 0 ? 0 : random.nextLong(lateMs * 1_000_000L);
      meter.frame(frame((long) (sent * rate), sent + late, frames % GOP == 0), true);
    }
  }

  private static Frame frame(long dtsNanos, long receivedNanos, boolean key) {
    MediaTime dts = new MediaTime(dtsNanos);
    return new Frame(1, dts, dts, key, Bytes.of(1), receivedNanos);
  }
}
