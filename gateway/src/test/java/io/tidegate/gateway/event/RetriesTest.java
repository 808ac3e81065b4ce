package io.tidegate.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.event.Event.Move;
import io.tidegate.gateway.event.LiveBoard.EntityId;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RetriesTest {
  private static final EntityId PULL = new EntityId("pull", "live/a rtsp://192.0.2.7/");

  private final AtomicLong clock = new AtomicLong();
  private final Retries retries = new Retries(clock::get);

  @Test
  void theSameFailureIsNewsOnceAnHour() {
    assertThat(moves("connecting", "disconnected", "refused")).isTrue();
    assertThat(moves("disconnected", "connecting", "refused")).isTrue();
    for (int i = 0; i < 100; i++) {
      assertThat(moves("connecting", "disconnected", "refused")).isFalse();
      assertThat(moves("disconnected", "connecting", "refused")).isFalse();
    }
    assertThat(moves("connecting", "disconnected", "no such host")).isTrue();
    clock.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(moves("connecting", "disconnected", "refused")).isTrue();
    assertThat(moves("connecting", "disconnected", "refused")).isFalse();
  }

  @Test
  void whateverWorksOrWorkedIsNews() {
    assertThat(moves("connecting", "disconnected", "refused")).isTrue();
    assertThat(moves("connecting", "streaming", "")).isTrue();
    assertThat(moves("streaming", "disconnected", "refused")).isTrue();
    assertThat(moves("connecting", "disconnected", "refused")).isTrue();
    assertThat(moves("disconnected", "", "refused")).isTrue();
    EntityId source = new EntityId("source", "live/a 0");
    for (int i = 0; i < 3; i++) {
      assertThat(retries.isNews(source, new Move("connecting", "idle", "", ""))).isTrue();
    }
  }

  @Test
  void everNewWordsAreCutShort() {
    for (int i = 0; i < 20; i++) {
      assertThat(moves("connecting", "disconnected", "port " + i)).isTrue();
    }
    assertThat(moves("connecting", "disconnected", "port 20")).isFalse();
  }

  private boolean moves(String from, String to, String why) {
    return retries.isNews(PULL, new Move(from, to, "", why));
  }
}
