package io.tidegate.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.MediaTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentTimelineTest {
  @Test
  void equalOnesAreRepeated() {
    assertThat(timeline(0, 2_000, 2_000, 2_000, 4_000, 2_000)).isEqualTo("t=0 d=2000 r=2");
  }

  @Test
  void oneAlone() {
    assertThat(timeline(7, 2_000)).isEqualTo("t=7 d=2000");
  }

  @Test
  void aGapIsToldByTheNextStart() {
    assertThat(timeline(0, 2_000, 2_500, 2_000, 4_500, 1_000))
        .isEqualTo("t=0 d=2000; t=2500 d=2000; d=1000");
  }

  @Test
  void noneReachesIntoTheNext() {
    assertThat(timeline(0, 2_000, 1_990, 2_000, 3_990, 2_000)).isEqualTo("t=0 d=1990; d=2000 r=1");
    assertThat(timeline(5, 2_000, 5, 2_000)).as("never nothing").isEqualTo("t=5 d=1; t=5 d=2000");
  }

  /// @param startsAndDurations in milliseconds
  private static String timeline(long... startsAndDurations) {
    List<TrackSegment> segments = new ArrayList<>();
    for (int i = 0; i < startsAndDurations.length; i += 2) {
      MediaTime start = MediaTime.ofMillis(startsAndDurations[i]);
      MediaTime duration = MediaTime.ofMillis(startsAndDurations[i + 1]);
      segments.add(new TrackSegment(i, start, duration, 1));
    }
    StringBuilder text = new StringBuilder();
    SegmentTimeline.append(text, segments, 1_000);
    return text.toString().strip().replaceAll("/>\\s*<S ", "; ").replaceAll("<S |/>|\"", "");
  }
}
