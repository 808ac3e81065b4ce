package io.tidegate.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.MediaTime;
import org.junit.jupiter.api.Test;

class PartSlicerTest {
  private static final MediaTime FRAME = MediaTime.ofMillis(40);
  private static final PartTarget TARGET = new PartTarget(MediaTime.ofMillis(200), 5, FRAME);

  private final PartSlicer slicer = new PartSlicer(TARGET, FRAME, MediaTime.ofMillis(1_000));

  @Test
  void aFrameBelongsToThePartThatHoldsItsMiddle() {
    assertThat(slicer.endsBefore(MediaTime.ofMillis(1_180))).isFalse();
    assertThat(slicer.endsBefore(MediaTime.ofMillis(1_181))).isTrue();
  }

  @Test
  void endsAtTheFrameWhereTheRuleAllowsIt() {
    assertThat(slicer.cut(MediaTime.ofMillis(1_200))).isEqualTo(MediaTime.ofMillis(200));
    assertThat(slicer.cut(MediaTime.ofMillis(1_370))).isEqualTo(MediaTime.ofMillis(170));
    assertThat(slicer.start()).isEqualTo(MediaTime.ofMillis(1_370));
  }

  @Test
  void endsAsNearAsItMayElsewhere() {
    assertThat(slicer.cut(MediaTime.ofMillis(1_169))).isEqualTo(MediaTime.ofMillis(170));
    assertThat(slicer.cut(MediaTime.ofMillis(1_371))).isEqualTo(MediaTime.ofMillis(200));
    assertThat(slicer.start()).isEqualTo(MediaTime.ofMillis(1_370));
  }

  @Test
  void makesUpForALongFrameWithTheNextParts() {
    // a seam: the fifth frame lasts 51 ms, so the frames of the next parts begin 11 ms late
    assertThat(slicer.cut(MediaTime.ofMillis(1_211))).isEqualTo(MediaTime.ofMillis(200));
    assertThat(slicer.endsBefore(MediaTime.ofMillis(1_371))).isFalse();
    assertThat(slicer.cut(MediaTime.ofMillis(1_411))).isEqualTo(MediaTime.ofMillis(200));
    assertThat(slicer.isTooLong(MediaTime.ofMillis(1_611), false)).isFalse();
    assertThat(slicer.finish(MediaTime.ofMillis(1_611))).isEqualTo(MediaTime.ofMillis(200));
  }

  @Test
  void aFrameThatLastsOnIntoALaterPartSpills() {
    assertThat(slicer.spills(MediaTime.ofMillis(1_220))).isFalse();
    assertThat(slicer.spills(MediaTime.ofMillis(1_221))).isTrue();
  }

  @Test
  void theLastPartMayBeShort() {
    assertThat(slicer.isTooLong(MediaTime.ofMillis(1_220), false)).isFalse();
    assertThat(slicer.isTooLong(MediaTime.ofMillis(1_221), false)).isTrue();
    assertThat(slicer.finish(MediaTime.ofMillis(1_001))).isEqualTo(MediaTime.ofMillis(1));
  }

  @Test
  void aPartThatEndsAtAFrameNeverEndsAfterIt() {
    PartTarget single = new PartTarget(MediaTime.ofMillis(200), 1, MediaTime.ofMillis(200));
    PartSlicer slow = new PartSlicer(single, MediaTime.ofMillis(200), MediaTime.ZERO);
    assertThat(slow.endsBefore(MediaTime.ofMillis(170))).isFalse();
    assertThat(slow.endsBefore(MediaTime.ofMillis(171))).isTrue();
    assertThat(slow.cut(MediaTime.ofMillis(171))).isEqualTo(MediaTime.ofMillis(171));
  }
}
