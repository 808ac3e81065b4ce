package io.tidegate.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.hub.Loop;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {
  private final WaitingRoom room = new WaitingRoom();
  private int expired;

  @Test
  void takesOnlySoMany() {
    for (int i = 0; i < WaitingRoom.LIMIT; i++) {
      assertThat(room.add(waiter(i))).isTrue();
    }
    assertThat(room.add(waiter(0))).isFalse();
    assertThat(room.size()).isEqualTo(WaitingRoom.LIMIT);
  }

  @Test
  void sendsAwayThoseWhoseTimeIsOver() {
    for (int i = 0; i < 1_000; i++) {
      room.add(waiter(i));
    }
    room.expire(499);
    assertThat(expired).isEqualTo(500);
    assertThat(room.size()).isEqualTo(500);
    room.clear();
    assertThat(expired).isEqualTo(1_000);
    assertThat(room.size()).isZero();
  }

  private WaitingRoom.Waiter waiter(long deadlineNanos) {
    return new WaitingRoom.Waiter(5, 0, new SameThread(), deadlineNanos, new CountingAnswer());
  }

  private final class CountingAnswer implements WaitingRoom.Answer {
    @Override
    public void ready(PlaylistSnapshot snapshot) {
      throw new AssertionError("nothing came");
    }

    @Override
    public void expired() {
      expired++;
    }
  }

  private static final class SameThread implements Loop {
    @Override
    public boolean isCurrent() {
      return true;
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }
  }
}
