package io.tidegate.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cluster.directory.SegmentPlace;
import io.tidegate.hls.Numbering;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What segments are called that nodes make one after the other.
class SegmentNamesTest {
  private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");

  @Test
  void aStreamThatBeginsHasNamesThatNobodyKnows() {
    Numbering one = StreamRelays.numbering(Optional.empty(), NOW);
    Numbering later = StreamRelays.numbering(Optional.empty(), NOW.plusSeconds(3_600));

    assertThat(one.token()).isNotEqualTo(later.token());
    assertThat(later.number()).isEqualTo(one.number() + 7_200);
    assertThat(one.goesOn()).isFalse();
  }

  @Test
  void aClockThatIsFarAheadLeavesNamesThatCanBeRead() {
    Numbering future =
        StreamRelays.numbering(Optional.empty(), Instant.parse("2106-02-07T06:28:15Z"));
    assertThat(String.valueOf(future.number())).hasSizeLessThanOrEqualTo(9);
    assertThat(
            StreamRelays.numbering(Optional.empty(), Instant.parse("1970-01-01T00:00:00Z"))
                .number())
        .isZero();
  }

  @Test
  void whoeverGoesOnUsesTheNamesThatViewersHave() {
    SegmentPlace last = new SegmentPlace(41, 3, NOW, "k3");

    assertThat(StreamRelays.numbering(Optional.of(last), NOW))
        .isEqualTo(new Numbering("k3", 42, 3, true));
  }
}
