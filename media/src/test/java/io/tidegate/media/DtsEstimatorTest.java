package io.tidegate.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.testing.Corpus;
import io.tidegate.media.testing.SeededFuzz;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DtsEstimatorTest {
  private static final FrameRate FPS = new FrameRate(25, 1);
  private static final int FRAME = 40;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0 1 2 3 4 5       | 0 1 2 3 4 5",
        "1 | 0 2 1 4 3 6 5     | -1 0 1 2 3 4 5",
        "1 | 0 3 1 2 6 4 5     | -1 0 1 2 3 4 5",
        "2 | 0 4 2 1 3 8 6 5 7 | -2 -1 0 1 2 3 4 5 6",
        "2 | 0 1 2 3           | -2 -1 0 1",
      })
  void everyPictureIsDecodedAFrameAfterTheOneBefore(int depth, String pts, String dts) {
    assertThat(frames(new DtsEstimator(depth, FPS), pts)).isEqualTo(numbers(dts));
  }

  @Test
  void pauseOfTheSenderIsFollowed() {
    assertThat(frames(new DtsEstimator(1, FPS), "0 2 1 30 29 32 31"))
        .isEqualTo(numbers("-1 0 1 2 29 30 31"));
  }

  @Test
  void unknownFrameRateStartsAtTwentyFive() {
    assertThat(new DtsEstimator(2, FrameRate.UNKNOWN).dtsFor(MediaTime.ofSeconds(1)))
        .isEqualTo(MediaTime.ofMillis(920));
  }

  @Test
  void depthBelowTheTruthGrowsAndTheLatePictureIsShownAtTheLastDts() {
    DtsEstimator estimator = new DtsEstimator(0, FPS);
    assertThat(frames(estimator, "0 3 1 2 6 4 5 9 7 8")).isEqualTo(numbers("0 3 3 3 3 4 5 6 7 8"));
  }

  @ParameterizedTest
  @ValueSource(longs = {10_001, -10_001, 3_600_000, -3_600_000})
  void jumpStartsAnew(long byMs) {
    DtsEstimator estimator = new DtsEstimator(1, FPS);
    estimator.dtsFor(MediaTime.ZERO);
    assertThat(estimator.dtsFor(MediaTime.ofMillis(byMs)))
        .isEqualTo(MediaTime.ofMillis(byMs - FRAME));
  }

  @Test
  void tenSecondsAreNoJump() {
    DtsEstimator estimator = new DtsEstimator(1, FPS);
    estimator.dtsFor(MediaTime.ZERO);
    assertThat(estimator.dtsFor(DtsEstimator.JUMP))
        .isEqualTo(DtsEstimator.JUMP.minus(DtsEstimator.MAX_DELAY));
  }

  @Test
  void clockSetBackByLessStartsAnewAfterSixteenPictures() {
    DtsEstimator estimator = new DtsEstimator(0, FPS);
    MediaTime last = estimator.dtsFor(MediaTime.ofSeconds(100));
    for (int i = 0; i < DtsEstimator.MAX_DEPTH; i++) {
      assertThat(estimator.dtsFor(MediaTime.ofMillis(95_000 + i * FRAME))).isEqualTo(last);
    }
    assertThat(estimator.dtsFor(MediaTime.ofSeconds(96)))
        .isLessThanOrEqualTo(MediaTime.ofSeconds(96));
  }

  @Test
  void depthHasBounds() {
    assertThat(new DtsEstimator(17, FPS).dtsFor(MediaTime.ZERO))
        .isEqualTo(MediaTime.ofMillis(-16 * FRAME));
    assertThat(new DtsEstimator(16, new FrameRate(1, 10)).dtsFor(MediaTime.ZERO))
        .isEqualTo(MediaTime.ofSeconds(-2));
    assertThatThrownBy(() -> new DtsEstimator(-1, FPS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anyOrderWithinTheDepthIsMonotoneAndInTime() {
    SeededFuzz.run(
        31L,
        2_000,
        random -> {
          int depth = random.nextInt(DtsEstimator.MAX_DEPTH + 1);
          DtsEstimator estimator = new DtsEstimator(depth, new FrameRate(30_000, 1_001));
          MediaTime last = MediaTime.ofSeconds(-1_000);
          for (int index : shuffled(random, depth, 100)) {
            MediaTime pts = MediaTime.ofTicks(index * 1_001L, 30_000);
            MediaTime dts = estimator.dtsFor(pts);
            assertThat(dts).isGreaterThan(last).isLessThanOrEqualTo(pts);
            assertThat(pts.minus(dts)).isLessThanOrEqualTo(DtsEstimator.MAX_DELAY);
            last = dts;
          }
        });
  }

  @Test
  void noiseIsBounded() {
    SeededFuzz.run(
        32L,
        2_000,
        random -> {
          DtsEstimator estimator = new DtsEstimator(random.nextInt(20), FPS);
          for (int i = 0; i < 200; i++) {
            MediaTime pts = MediaTime.ofMillis(random.nextInt(30_000));
            MediaTime dts = estimator.dtsFor(pts);
            assertThat(pts.minus(dts)).isLessThanOrEqualTo(DtsEstimator.MAX_DELAY);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mediacommon--codecs-h264--FuzzDTSExtractor",
        "mediacommon--codecs-h265--FuzzDTSExtractor"
      })
  void inputsThatBrokeOthersAreBounded(String name) {
    for (Bytes input :
        Corpus.file("fuzz/" + name + ".jsonl").map(Corpus::fuzzInputs).orElse(List.of())) {
      DtsEstimator estimator = new DtsEstimator(2, FPS);
      for (int at = 0; at + 8 <= input.length(); at += 8) {
        MediaTime pts = MediaTime.ofTicks(input.u64(at) >> 24, 90_000);
        assertThat(pts.minus(estimator.dtsFor(pts))).isLessThanOrEqualTo(DtsEstimator.MAX_DELAY);
      }
    }
  }

  /// 0 to `count - 1` in an order where no number has more than `depth` larger ones before it, and
  /// the first is 0.
  private static List<Integer> shuffled(Random random, int depth, int count) {
    List<Integer> order = new ArrayList<>(List.of(0));
    List<Integer> waiting = new ArrayList<>();
    int next = 1;
    while (order.size() < count) {
      while (waiting.size() < depth + 1 && next < count) {
        waiting.add(next++);
      }
      int overtaken = next - waiting.getFirst() - waiting.size();
      int chosen = overtaken == depth ? 0 : random.nextInt(waiting.size());
      order.add(waiting.remove(/* index */ chosen));
    }
    return order;
  }

  private static List<Long> frames(DtsEstimator estimator, String pts) {
    return numbers(pts).stream()
        .map(frame -> estimator.dtsFor(MediaTime.ofMillis(frame * FRAME)).toMillis() / FRAME)
        .toList();
  }

  private static List<Long> numbers(String text) {
    return List.of(text.strip().split(" ")).stream().map(Long::valueOf).toList();
  }
}
