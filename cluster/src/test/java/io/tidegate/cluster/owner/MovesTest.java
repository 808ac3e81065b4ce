package io.tidegate.cluster.owner;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.StreamKey;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MovesTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000); // it may wrap
  private final Moves moves = new Moves(now::get);

  private static StreamKey key(int number) {
    return StreamKey.parse("live/cam" + number);
  }

  @Test
  void aThousandBeginOneAfterTheOther() {
    Set<StreamKey> begun = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      if (moves.mayBegin(key(i))) {
        begun.add(key(i));
      }
    }
    assertThat(begun).hasSize(Moves.AT_ONCE);
    assertThat(moves.mayBegin(key(0))).isTrue(); // it has begun
    assertThat(moves.due()).isEmpty();

    now.addAndGet(Moves.APART.toNanos() - 1);
    assertThat(moves.due()).isEmpty();
    for (int tick = 0; begun.size() < 1_000; tick++) {
      assertThat(tick).isLessThan(1_000);
      now.addAndGet(tick == 0 ? 1 : Moves.APART.toNanos());
      Collection<StreamKey> due = moves.due();
      assertThat(due).hasSize(1);
      due.forEach(key -> assertThat(moves.mayBegin(key)).isTrue());
      begun.addAll(due);
    }
    now.addAndGet(Moves.APART.toNanos());
    assertThat(moves.due()).isEmpty();
  }

  @Test
  void whatIsNotToBeTakenAnyMoreWaitsNot() {
    for (int i = 0; i <= Moves.AT_ONCE; i++) {
      boolean _ = moves.mayBegin(key(i));
    }
    moves.end(key(Moves.AT_ONCE));
    now.addAndGet(2 * Moves.APART.toNanos());
    assertThat(moves.due()).isEmpty();

    assertThat(moves.mayBegin(key(0))).isTrue();
    moves.end(key(0));
    assertThat(moves.mayBegin(key(30))).isTrue();
    assertThat(moves.mayBegin(key(31))).isTrue();
    assertThat(moves.mayBegin(key(0))).isFalse(); // as one more
    now.addAndGet(Moves.APART.toNanos());
    assertThat(moves.due()).containsExactly(key(0));
  }
}
