package io.tidegate.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BulletinsTest {
  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final Instant SENT = Instant.parse("2026-07-01T10:00:00.123Z");

  private final TestMembers members;

  BulletinsTest() throws IOException {
    members = new TestMembers(94);
  }

  @AfterEach
  void close() {
    members.close();
  }

  @Test
  void eachHearsTheLatestOfEachAndPassesOverWhatIsNone() throws Exception {
    Membership first = members.start(1, 2);
    Membership second = members.start(2, 1);
    Clock clock = Clock.fixed(SENT, ZoneOffset.UTC);
    try (Bulletins one = new Bulletins(first, "test", clock);
        Bulletins two = new Bulletins(second, "test", clock)) {
      assertThat(one.of(2)).isNull();
      for (String none : new String[] {"", "2", "2 3", "two 3 x", "2 three x", "99999999999 3 x"}) {
        second.<String>topic("test-lines").publish(none);
      }
      long end = System.nanoTime() + PATIENCE_NANOS;
      while (one.of(2) == null || two.of(2) == null) { // a listener may be late
        two.tell("{\"a\": \"b  c\"}");
        assertThat(System.nanoTime()).isLessThan(end);
        Thread.sleep(20);
      }
      assertThat(one.of(2)).isEqualTo(new Bulletins.Heard(SENT, SENT, "{\"a\": \"b  c\"}"));
      assertThat(one.of(1)).isNull();
    }
  }
}
