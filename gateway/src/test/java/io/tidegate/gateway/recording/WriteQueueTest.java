package io.tidegate.gateway.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.recording.WriteQueue.Item;
import io.tidegate.gateway.route.RecordingSpec;
import io.tidegate.hls.CutSegment;
import io.tidegate.media.Bytes;
import io.tidegate.media.DataSize;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WriteQueueTest {
  private static final Run RUN =
      new Run(StreamKey.parse("live/x"), RecordingSpec.ON, Instant.EPOCH);

  private final AtomicLong nanos = new AtomicLong();
  private final WriteQueue queue = new WriteQueue(new DataSize(100), nanos::get);

  private static Item segment(int bytes) {
    CutSegment cut =
        new CutSegment(
            Instant.EPOCH,
            MediaTime.ofSeconds(6),
            true,
            false,
            null,
            List.of(Bytes.wrap(new byte[bytes])),
            "",
            0,
            0);
    return new Item.Segment(RUN, cut, 1, false);
  }

  @Test
  void isFullByWhatWaitsAndWhatIsBeingWritten() throws Exception {
    assertThat(queue.offer(segment(60))).isTrue();
    assertThat(queue.offer(segment(41))).isFalse();
    assertThat(queue.offer(segment(40))).isTrue();
    assertThat(queue.offer(new Item.Finish(RUN))).as("an end needs no room").isTrue();
    List<Item> batch = queue.take(Duration.ZERO);
    assertThat(batch).hasSize(3);
    assertThat(queue.offer(segment(1))).as("not written yet").isFalse();
    queue.written(batch);
    assertThat(queue.bytes()).isZero();
    assertThat(queue.offer(segment(100))).isTrue();
  }

  @Test
  void takesNothingMoreOfADiskThatStands() throws Exception {
    assertThat(queue.offer(segment(1))).isTrue();
    nanos.addAndGet(WriteQueue.MOST_BEHIND.toNanos());
    assertThat(queue.behind()).isEqualTo(WriteQueue.MOST_BEHIND);
    assertThat(queue.offer(segment(1))).as("on the bound").isTrue();
    nanos.incrementAndGet();
    assertThat(queue.offer(segment(1))).isFalse();
    queue.written(queue.take(Duration.ZERO));
    assertThat(queue.behind()).isZero();
    assertThat(queue.offer(segment(1))).isTrue();
  }

  @Test
  void anEmptyQueueIsNeverBehind() throws Exception {
    nanos.set(WriteQueue.MOST_BEHIND.toNanos() * 9);
    assertThat(queue.behind()).isZero();
    assertThat(queue.offer(segment(1))).isTrue();
    assertThat(queue.behind()).isZero();
  }
}
