package io.tidegate.media.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.hub.LatencyHistogram.Bucket;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
  private final LatencyHistogram histogram = new LatencyHistogram(1, 10);

  @Test
  void aBucketHoldsItsBound() {
    for (long nanos : new long[] {0, 999, 1_000, 1_001, 9_999, 10_000, 10_001, 50_000}) {
      histogram.add(nanos);
    }
    LatencyHistogram.View view = histogram.view();
    assertThat(view.buckets()).isEqualTo(List.of(new Bucket(1_000, 3), new Bucket(10_000, 3)));
    assertThat(view.longer()).isEqualTo(2);
    assertThat(view.count()).isEqualTo(8);
    assertThat(view.sumNanos()).isEqualTo(83_000);
  }

  @Test
  void theMedianIsTheBoundOfTheMiddle() {
    assertThat(histogram.view().medianNanos()).isZero();
    histogram.add(500);
    assertThat(histogram.view().medianNanos()).isEqualTo(1_000);
    histogram.add(5_000);
    assertThat(histogram.view().medianNanos()).isEqualTo(1_000);
    histogram.add(5_000);
    assertThat(histogram.view().medianNanos()).isEqualTo(10_000);
    for (int i = 0; i < 9; i++) {
      histogram.add(1_000_000);
    }
    assertThat(histogram.view().medianNanos()).as("beyond the last").isEqualTo(10_000);
  }

  @Test
  void whatClocksOfTwoThreadsMakeNegativeIsNone() {
    histogram.add(-5);
    assertThat(histogram.view().buckets().getFirst().count()).isEqualTo(1);
    assertThat(histogram.view().sumNanos()).isZero();
  }

  @Test
  void nothingIsLostBetweenThreads() {
    IntStream.range(0, 100_000).parallel().forEach(histogram::add);
    assertThat(histogram.view().count()).isEqualTo(100_000);
    assertThat(histogram.view().sumNanos()).isEqualTo(100_000L * 99_999 / 2);
  }

  @Test
  void refusesBoundsThatDoNotAscend() {
    assertThatThrownBy(() -> new LatencyHistogram(5, 5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(LatencyHistogram::new).isInstanceOf(IllegalArgumentException.class);
  }
}
