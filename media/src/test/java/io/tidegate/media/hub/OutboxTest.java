package io.tidegate.media.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.DataSize;
import io.tidegate.media.MediaTime;
import io.tidegate.media.hub.Parcel.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final Outbox.Limits LIMITS =
      new Outbox.Limits(new DataSize(1_000), Duration.ofSeconds(10), Duration.ofSeconds(10));

  private final Outbox<String> outbox = new Outbox<>(LIMITS, 0);
  private long nowNanos;

  @Test
  void givesParcelsBackInOrder() {
    offer("h", 10, 0, Kind.HEADER);
    offer("k", 10, 0, Kind.SYNC);
    offer("d", 10, 40, Kind.DELTA);
    assertThat(drain()).containsExactly("h", "k", "d");
    assertThat(outbox.queuedBytes()).isZero();
    assertThat(outbox.droppedFrames()).isZero();
  }

  @Test
  void keepsWhatFillsTheLimitExactly() {
    offer("k", 600, 0, Kind.SYNC);
    assertThat(offer("d", 400, 40, Kind.DELTA)).isTrue();
    assertThat(outbox.queuedBytes()).isEqualTo(1_000);
  }

  @Test
  void dropsAllAndWaitsForSyncWhenOneByteOverWithoutANewerSync() {
    offer("k", 600, 0, Kind.SYNC);
    assertThat(offer("d", 401, 40, Kind.DELTA)).isFalse();
    assertThat(offer("e", 1, 80, Kind.DELTA)).isFalse();
    assertThat(outbox.isEmpty()).isTrue();
    assertThat(offer("K", 1, 120, Kind.SYNC)).isTrue();
    assertThat(offer("f", 1, 160, Kind.DELTA)).isTrue();
    assertThat(drain()).containsExactly("K", "f");
    assertThat(outbox.droppedFrames()).isEqualTo(3);
  }

  @Test
  void skipsToTheNewestSyncInTheQueue() {
    offer("k1", 300, 0, Kind.SYNC);
    offer("d1", 300, 40, Kind.DELTA);
    offer("k2", 200, 80, Kind.SYNC);
    offer("d2", 200, 120, Kind.DELTA);
    offer("d3", 200, 160, Kind.DELTA);
    assertThat(drain()).containsExactly("k2", "d2", "d3");
    assertThat(outbox.droppedFrames()).isEqualTo(2);
  }

  @Test
  void keepsHeadersThroughADropButOnlyTheNewestInARow() {
    offer("h1", 10, 0, Kind.HEADER);
    offer("k1", 900, 0, Kind.SYNC);
    offer("h2", 10, 40, Kind.HEADER);
    offer("k2", 500, 80, Kind.SYNC);
    assertThat(drain()).containsExactly("h2", "k2");
  }

  @Test
  void boundsMediaTimeToo() {
    offer("k", 1, 0, Kind.SYNC);
    assertThat(offer("d", 1, 10_000, Kind.DELTA)).isTrue();
    assertThat(offer("e", 1, 10_001, Kind.DELTA)).isFalse();
  }

  @Test
  void neverHoldsMoreThanTheLimitUnlessOneParcelIsLarger() {
    for (int i = 0; i < 10_000; i++) {
      offer("p", 1 + i * 7919 % 400, i * 40L, i % 13 == 0 ? Kind.SYNC : Kind.DELTA);
      assertThat(outbox.queuedBytes()).isLessThanOrEqualTo(1_000);
      if (i % 3 == 0) {
        outbox.poll(nowNanos);
      }
    }
  }

  @Test
  void countsTheFramesOfADroppedParcel() {
    offer("k", 600, 0, Kind.SYNC);
    outbox.offer(new Parcel<>("batch", 500, MediaTime.ofMillis(40), 7, Kind.DELTA), nowNanos);
    assertThat(outbox.droppedFrames()).isEqualTo(8);
  }

  @Test
  void isStuckOnlyAfterMoreThanItsPatienceWithoutProgress() {
    offer("k", 1, 0, Kind.SYNC);
    assertThat(outbox.isStuck(Duration.ofSeconds(10).toNanos())).isFalse();
    assertThat(outbox.isStuck(Duration.ofSeconds(10).toNanos() + 1)).isTrue();
    outbox.poll(nowNanos);
    assertThat(outbox.isStuck(Duration.ofSeconds(60).toNanos())).isFalse();
  }

  private boolean offer(String content, int bytes, long dtsMillis, Kind kind) {
    return outbox.offer(
        new Parcel<>(content, bytes, MediaTime.ofMillis(dtsMillis), 1, kind), nowNanos);
  }

  private List<String> drain() {
    List<String> all = new ArrayList<>();
    for (var parcel = outbox.poll(nowNanos); parcel != null; parcel = outbox.poll(nowNanos)) {
      all.add(parcel.content());
    }
    return all;
  }
}
