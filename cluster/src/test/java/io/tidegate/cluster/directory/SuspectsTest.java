package io.tidegate.cluster.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SuspectsTest {
  private final AtomicLong now = new AtomicLong();
  private final Suspects suspects = new Suspects(now::get);

  @Test
  void isGoneOnceItWasMissedForTheWholeTime() {
    long patience = Suspects.PATIENCE.toNanos();
    assertThat(suspects.gone(Set.of("a"))).isEmpty();
    assertThat(suspects.gone(Set.of("a"))).isEmpty(); // two looks in one moment
    now.set(patience - 1);
    assertThat(suspects.gone(Set.of("a", "b"))).isEmpty();
    now.set(patience);
    assertThat(suspects.gone(Set.of("a", "b"))).containsExactly("a");
    now.set(2 * patience);
    assertThat(suspects.gone(Set.of("a", "b"))).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void whoeverSaysItAgainIsSuspectedAnewOnly() {
    assertThat(suspects.gone(Set.of("a"))).isEmpty();
    now.set(Suspects.PATIENCE.toNanos());
    assertThat(suspects.gone(Set.of())).isEmpty();
    assertThat(suspects.gone(Set.of("a"))).isEmpty();
  }
}
