package io.tidegate.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.MediaTime;
import io.tidegate.media.TrackList;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Where Periods begin, and where they lie on the wall clock.
class PeriodClockTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00.0005Z");
  private static final InitSection INIT =
      new InitSection("t-i0.mp4", Bytes.EMPTY, TrackList.of(TestFrames.VIDEO));
  private static final MediaTime TWO_SECONDS = MediaTime.ofSeconds(2);

  private final ContentStore store = new ContentStore(new ChunkPool());
  private final PeriodClock clock = new PeriodClock();
  private long number;

  @Test
  void segmentsThatFollowEachOtherShareOne() {
    DashPeriod first = next(10_000, 0, false);
    assertThat(next(12_000, 2_000, false)).isSameAs(first);
    assertThat(first.id()).isEqualTo("p0");
    assertThat(first.origin()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(first.start()).isEqualTo(new MediaTime(500_000));
    assertThat(first.media()).isEqualTo(MediaTime.ofMillis(10_000));
  }

  @Test
  void aClockThatRunsOffIsFollowedFromOneSecondOn() {
    DashPeriod first = next(10_000, 0, false);
    assertThat(next(12_000, 3_000, false)).isSameAs(first);
    DashPeriod slow = next(14_000, 5_001, false);
    assertThat(slow).isNotSameAs(first);
    assertThat(slow.start().toMillis()).isEqualTo(5_002);
    DashPeriod fast = next(16_000, 6_000, false);
    assertThat(fast.start().toMillis())
        .as("the end of the one before is left out")
        .isEqualTo(6_001);
    assertThat(fast.id()).isEqualTo("p3");
  }

  @Test
  void whatDoesNotContinueNeverBeginsBeforeTheEndOfTheOneBefore() {
    next(10_000, 0, false);
    next(12_000, 2_000, false);
    DashPeriod burst = next(70_000, 2_500, true);
    assertThat(burst.start().toMillis()).isEqualTo(4_001);
    DashPeriod late = next(80_000, 30_000, true);
    assertThat(late.start().toMillis()).isEqualTo(30_001);
  }

  @Test
  void aMissingSegmentEndsThePeriod() {
    next(10_000, 0, false);
    assertThat(clock.gap()).isNull();
    number++;
    DashPeriod after = next(14_000, 4_000, false);
    assertThat(after.id()).isEqualTo("p2");
    assertThat(after.start().toMillis()).isEqualTo(4_001);
  }

  @Test
  void segmentsWithoutTracksApartHaveNone() {
    Part mixed = new Part(store.store(List.of(Bytes.of(1))), TWO_SECONDS, true);
    assertThat(clock.next(0, List.of(mixed), false, null, BEGIN, TWO_SECONDS)).isNull();
    assertThat(clock.next(0, List.of(mixed), false, INIT, BEGIN, TWO_SECONDS)).isNull();
  }

  /// @param wallMs when its first frame was received, after the first one of all
  private DashPeriod next(long mediaMs, long wallMs, boolean breaks) {
    MediaTime at = MediaTime.ofMillis(mediaMs);
    TrackSpan video = new TrackSpan(Bytes.of(1), 0, 1, at, at, at.plus(TWO_SECONDS));
    Part part = new Part(store.store(List.of(Bytes.of(1))), TWO_SECONDS, true, video, null);
    return Objects.requireNonNull(
        clock.next(number++, List.of(part), breaks, INIT, BEGIN.plusMillis(wallMs), TWO_SECONDS));
  }
}
