package io.tidegate.cluster.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.media.StreamKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MarksTest {
  private static final StreamKey X = StreamKey.parse("live/x");
  private static final StreamKey Y = StreamKey.parse("live/y");

  private final AtomicLong now = new AtomicLong();
  private final Marks marks = new Marks(now::get);

  private static SegmentPlace segment(long number) {
    return new SegmentPlace(number, 2, Instant.ofEpochMilli(1_700_000_000_123L), "k3");
  }

  @Test
  void theLaterOneStays() {
    marks.put(X, 5, segment(10));
    marks.put(X, 5, segment(9));
    assertThat(marks.find(X)).contains(segment(10));
    marks.put(X, 6, segment(3));
    marks.put(X, 5, segment(11));
    assertThat(marks.find(X)).contains(segment(3));
    assertThat(marks.epoch(X)).isEqualTo(6);
  }

  @Test
  void aPageIsReadAsItWasWritten() {
    marks.put(X, 5, segment(10));
    marks.put(Y, 6, segment(20));
    String page = marks.page(Map.of(X, 5L, Y, 7L)); // Y was claimed anew and has no mark since

    Marks others = new Marks(now::get);
    others.read(page);

    assertThat(page).isEqualTo("live/x\t5\t10\t2\t1700000000123\tk3\n");
    assertThat(others.find(X)).contains(segment(10));
    assertThat(others.find(Y)).isEmpty();
  }

  @Test
  void oldOnesOfStreamsThatNobodyHasAreForgotten() {
    marks.put(X, 5, segment(10));
    marks.put(Y, 5, segment(10));
    now.set(Marks.KEPT.toNanos());
    marks.prune(Y::equals);
    assertThat(marks.size()).isEqualTo(2);
    now.incrementAndGet();
    marks.prune(Y::equals);
    assertThat(marks.find(X)).isEmpty();
    assertThat(marks.find(Y)).isPresent();
  }

  @Test
  void whatIsNoMarkIsPassedOver() {
    marks.read(
        "live/x\t5\t10\t2\t3\nlive/x\t5\t-1\t2\t3\tk\na/b/c\t5\t1\t2\t3\tk\n"
            + "live/x\t5\t1\t2\t3\tk\t4\nlive/x\t5\t1\t2\t3\t../k\nlive/x\t5\t1\t2\t3\t");
    assertThat(marks.size()).isZero();
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[random.nextInt(60)];
      random.nextBytes(bytes);
      marks.read(new String(bytes, StandardCharsets.ISO_8859_1));
    }
    assertThat(marks.size()).as("seed %d", seed).isZero();
  }

  @Test
  void numbersAreNotNegative() {
    assertThat(new SegmentPlace(0, 0, Instant.EPOCH, "k3").number()).isZero();
    assertThatThrownBy(() -> new SegmentPlace(-1, 0, Instant.EPOCH, "k3"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SegmentPlace(0, 0, Instant.EPOCH, "K"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SegmentPlace(0, -1, Instant.EPOCH, "k3"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
