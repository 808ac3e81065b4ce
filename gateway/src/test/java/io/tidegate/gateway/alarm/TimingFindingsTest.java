package io.tidegate.gateway.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.StreamTiming;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimingFindingsTest {
  private static final StreamKey KEY = StreamKey.parse("live/a");

  private static List<String> words(long gopMs, long driftMs, long observedMs, long offsetMs) {
    StreamTiming timing = new StreamTiming(gopMs, driftMs, observedMs);
    return TimingFindings.of(KEY, timing, Duration.ofMillis(offsetMs)).stream()
        .map(finding -> finding.kind().label() + ": " + finding.message())
        .toList();
  }

  @Test
  void whatIsOnItsLimitIsWell() {
    assertThat(words(10_000, 500, 600_000, 50)).isEmpty();
    assertThat(words(0, -500, 600_000, -50)).isEmpty();
    assertThat(words(0, 10_000, 299_999, 0)).as("too short a look").isEmpty();
  }

  @Test
  void whatIsBeyondIsNamed() {
    assertThat(words(10_001, 0, 0, 0)).containsExactly("gop-too-long: a key frame every 10.0 s");
    assertThat(words(0, 501, 600_000, 0)).containsExactly("clock-drift: 3.0 s an hour too fast");
    assertThat(words(0, -700, 300_000, 0)).containsExactly("clock-drift: 8.4 s an hour too slow");
    assertThat(words(0, 0, 0, 51)).containsExactly("av-offset: sound is 0.1 s late");
    assertThat(words(0, 0, 0, -100)).containsExactly("av-offset: sound is 0.1 s early");
    assertThat(words(0, 0, 0, -101)).containsExactly("av-offset: pictures are 0.1 s late");
  }
}
