package io.tidegate.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidegate.media.MediaTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartTargetTest {
  private static final MediaTime WANTED = MediaTime.ofMillis(200);

  @ParameterizedTest
  @CsvSource({
    "25, 2, 2", // 12.5 a second: 2.5 frames, the smaller wins
    "15, 1, 3",
    "24000, 1001, 5",
    "24, 1, 5",
    "25, 1, 5",
    "30000, 1001, 6",
    "30, 1, 6",
    "50, 1, 10",
    "60, 1, 12",
    "48000, 1024, 9", // audio alone
    "44100, 1024, 9",
    "1, 1, 1",
  })
  void isTheWholeNumberOfFramesNearestToWhatIsWanted(long numerator, long denominator, int frames) {
    MediaTime declared = MediaTime.ofTicks(denominator, numerator);
    PartTarget exact = PartTarget.measure(exact(numerator, denominator), MediaTime.ZERO, WANTED);
    PartTarget inMillis = PartTarget.measure(inMillis(numerator, denominator), declared, WANTED);

    assertThat(exact.frames()).isEqualTo(frames);
    assertThat(inMillis.frames()).isEqualTo(frames);
    double seconds = frames * declared.toSeconds();
    assertThat(exact.target().toSeconds()).isCloseTo(seconds, within(1e-6));
    assertThat(inMillis.target().toSeconds()).isBetween(seconds - 1e-6, seconds + 0.001);
  }

  @Test
  void believesTheRhythmMoreThanTheBitstream() {
    MediaTime fieldRate = MediaTime.ofMillis(20);

    PartTarget target = PartTarget.measure(exact(25, 1), fieldRate, WANTED);

    assertThat(target).isEqualTo(new PartTarget(WANTED, 5, MediaTime.ofMillis(40)));
  }

  @Test
  void overlooksAGapAndABurst() {
    List<MediaTime> durations = new ArrayList<>(exact(25, 1));
    durations.set(10, MediaTime.ofMillis(51));
    durations.set(20, MediaTime.ofMillis(700));
    durations.set(30, MediaTime.ofMillis(2));
    durations.set(31, MediaTime.ZERO);

    PartTarget target = PartTarget.measure(durations, MediaTime.ZERO, WANTED);

    assertThat(target.frames()).isEqualTo(5);
    assertThat(target.target().toSeconds()).isCloseTo(0.2, within(0.002));
  }

  private static List<MediaTime> exact(long numerator, long denominator) {
    return differences(
        LongStream.range(0, 60)
            .map(frame -> MediaTime.ofTicks(frame * denominator, numerator).nanos()));
  }

  private static List<MediaTime> inMillis(long numerator, long denominator) {
    return differences(
        LongStream.range(0, 60).map(frame -> frame * denominator * 1000 / numerator * 1_000_000));
  }

  private static List<MediaTime> differences(LongStream nanos) {
    long[] times = nanos.toArray();
    return LongStream.range(1, times.length)
        .mapToObj(i -> new MediaTime(times[(int) i] - times[(int) i - 1]))
        .toList();
  }
}
