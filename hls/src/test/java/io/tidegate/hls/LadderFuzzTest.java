package io.tidegate.hls;

import static io.tidegate.hls.TestFrames.interleaved;
import static io.tidegate.hls.TestFrames.pictures;
import static io.tidegate.hls.TestFrames.sounds;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.hls.Ladder.Told;
import io.tidegate.media.DataSize;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent.Discontinuity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Encoders that are killed at any time and come back at any later key frame, with any lateness: no
/// playlist ever says of a segment what another does not.
class LadderFuzzTest {
  private static final long SEED = Long.getLong("fuzz.seed", 20_261_122);
  private static final int ITERATIONS = Integer.getInteger("fuzz.iterations", 25);
  private static final long END_MS = 31_000;

  @Test
  void variantsAgreeWhateverBecomesOfTheirEncoders() {
    int gaps = 0;
    int whole = 0;
    for (int i = 0; i < ITERATIONS; i++) {
      long seed = SEED + i;
      Random random = new Random(seed);
      Ladder ladder =
          new Ladder(
              new HlsOptions(
                  HlsOptions.Container.FMP4,
                  2_000,
                  random.nextBoolean() ? 480 : 0,
                  4,
                  DataSize.ofMegabytes(16)));
      Map<Long, Told> ofSource = new HashMap<>();
      Map<Long, Told> ofOther = new HashMap<>();
      HlsPackager other = ladder.rendition("r");
      PlaylistRules rules = new PlaylistRules("seed " + seed, n -> seconds(ofOther.get(n)));
      onChange(ladder, ladder.source(), shown -> note("source, seed " + seed, shown, ofSource));
      onChange(
          ladder,
          other,
          shown -> {
            note("rendition, seed " + seed, shown, ofOther);
            rules.check(shown);
          });
      int keyInterval = 24 * (1 + random.nextInt(2));
      ladder.send(ladder.source(), frames(1_000, END_MS, 1, keyInterval), 0);
      encoder(ladder, other, random, keyInterval);
      ladder.run();
      for (Map.Entry<Long, Told> one : ofOther.entrySet()) {
        Told told = one.getValue();
        Told same = Objects.requireNonNull(ofSource.get(one.getKey()), () -> "seed " + seed);
        assertThat(new Told(told.duration(), told.programTime(), 0, false))
            .as("seed %d, segment %d", seed, one.getKey())
            .isEqualTo(new Told(same.duration(), same.programTime(), 0, false));
        gaps += told.gap() ? 1 : 0;
        whole += told.gap() ? 0 : 1;
      }
    }
    assertThat(gaps).isGreaterThan(ITERATIONS);
    assertThat(whole).isGreaterThan(3 * ITERATIONS);
  }

  private static void encoder(Ladder ladder, HlsPackager other, Random random, int keyInterval) {
    int thin = 1 + random.nextInt(2);
    long late = 100L + random.nextInt(900);
    long from = 1_000 + keyInterval * 40L * random.nextInt(4);
    boolean first = true;
    while (from < END_MS) {
      long runs = 500L + random.nextInt(12_000);
      long to = Math.min(END_MS, from + runs);
      if (!first) {
        ladder.at(from + late - 1, other, new Discontinuity(Discontinuity.Reason.TIME_JUMP));
      }
      ladder.send(other, frames(from, to, thin, keyInterval / thin), late);
      if (to < END_MS && random.nextBoolean()) {
        ladder.at(to + late + 250, other::pause);
      }
      long wait = 300L + random.nextInt(6_000);
      from = 1_000 + Math.ceilDiv(to + wait - 1_000, keyInterval * 40L) * keyInterval * 40L;
      first = false;
    }
  }

  /// A stretch of one stream, cut out of its middle.
  private static List<Frame> frames(long fromMs, long toMs, int thin, int keyInterval) {
    MediaTime from = MediaTime.ofMillis(fromMs);
    MediaTime to = MediaTime.ofMillis(toMs);
    return new ArrayList<>(
        interleaved(pictures(from, to, 25, thin, keyInterval), sounds(from, to)));
  }

  private static void onChange(
      Ladder ladder, HlsPackager packager, Consumer<PlaylistSnapshot> check) {
    AtomicReference<@Nullable PlaylistSnapshot> last = new AtomicReference<>();
    ladder.afterEach(() -> {
      PlaylistSnapshot shown = packager.snapshot();
      if (shown != null && !shown.equals(last.getAndSet(shown))) {
        check.accept(shown);
      }
    });
  }

  private static double seconds(@Nullable Told told) {
    return told == null ? Double.NaN : Double.parseDouble(told.duration());
  }

  private static void note(String where, PlaylistSnapshot shown, Map<Long, Told> all) {
    Ladder.segments(shown.text().text(StandardCharsets.UTF_8))
        .forEach((number, told) -> {
          Told before = all.putIfAbsent(number, told);
          if (before != null) {
            assertThat(told).as(where).isEqualTo(before);
          }
        });
  }
}
