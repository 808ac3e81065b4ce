package io.tidegate.gateway.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TurnstileTest {
  private final List<CompletableFuture<Void>> running = new ArrayList<>();
  private final List<String> started = new ArrayList<>();

  private boolean enter(Turnstile turnstile, String name) {
    return turnstile.enter(() -> {
      CompletableFuture<Void> task = new CompletableFuture<>();
      started.add(name);
      running.add(task);
      return task;
    });
  }

  @Test
  void soManyRunSoManyWaitAndTheNextOneIsTurnedAway() {
    Turnstile turnstile = new Turnstile(() -> 2, 1);
    assertThat(enter(turnstile, "a")).isTrue();
    assertThat(enter(turnstile, "b")).isTrue();
    assertThat(enter(turnstile, "c")).isTrue();
    assertThat(enter(turnstile, "d")).isFalse();
    assertThat(started).containsExactly("a", "b");
    running.get(1).complete(null);
    assertThat(started).containsExactly("a", "b", "c");
    assertThat(enter(turnstile, "e")).isTrue();
    running.get(0).completeExceptionally(new IllegalStateException("it broke"));
    assertThat(started).containsExactly("a", "b", "c", "e");
  }

  @Test
  void whatIsDoneAtOnceMakesRoomAtOnce() {
    Turnstile turnstile = new Turnstile(() -> 1, 0);
    for (int i = 0; i < 1_000; i++) {
      assertThat(turnstile.enter(() -> CompletableFuture.completedFuture(null))).isTrue();
    }
  }
}
