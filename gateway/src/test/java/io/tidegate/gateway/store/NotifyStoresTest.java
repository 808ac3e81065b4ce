package io.tidegate.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.alarm.Alarm;
import io.tidegate.gateway.alarm.AlarmKind;
import io.tidegate.media.Nullable;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Alarms and addresses of log-ins on disk.
class NotifyStoresTest {
  private static final Instant NOW = Instant.parse("2026-01-10T12:00:00Z");

  @TempDir Path folder;

  private static Alarm alarm(
      long id, String words, Alarm.@Nullable Acknowledgement taken, @Nullable Instant snoozed) {
    return new Alarm(id, AlarmKind.SOURCE_LOST, "live/" + id, words, NOW, 2, taken, snoozed);
  }

  @Test
  void alarmsAreAsTheyWereAfterARestart() throws Exception {
    Alarm taken =
        alarm(
            7,
            "lost",
            new Alarm.Acknowledgement("eva", NOW.plusSeconds(1), "I look"),
            NOW.plusSeconds(60));
    try (AlarmStore store = AlarmStore.open(folder.resolve("n.db"))) {
      store.keep(alarm(7, "lost", null, null));
      store.keep(alarm(8, "lost", null, null));
      store.keep(alarm(9, "lost", null, null));
      store.keep(taken);
      store.keep(alarm(9, "other words", null, null));
      store.forget(alarm(8, "lost", null, null));
    }
    try (AlarmStore store = AlarmStore.open(folder.resolve("n.db"))) {
      assertThat(store.open()).containsExactly(taken, alarm(9, "lost", null, null));
    }
  }

  private KnownAddresses addresses(Instant now) throws StoreException {
    return KnownAddresses.open(folder.resolve("n.db"), Clock.fixed(now, ZoneOffset.UTC));
  }

  @Test
  void anAddressIsNewsOnceAndNeverTheFirstOfAUser() throws Exception {
    try (KnownAddresses known = addresses(NOW)) {
      assertThat(known.isNews("eva", "192.0.2.1").get()).isFalse();
      assertThat(known.isNews("eva", "192.0.2.1").get()).isFalse();
      assertThat(known.isNews("eva", "192.0.2.2").get()).isTrue();
      assertThat(known.isNews("bob", "192.0.2.3").get()).isFalse();
    }
    try (KnownAddresses known = addresses(NOW)) {
      assertThat(known.isNews("eva", "192.0.2.2").get()).isFalse();
      assertThat(known.isNews("bob", "192.0.2.1").get()).isTrue();
    }
  }

  @Test
  void theAddressThatWasUsedLongestAgoIsForgotten() throws Exception {
    for (int i = 0; i <= KnownAddresses.MAX_OF_USER; i++) {
      try (KnownAddresses known = addresses(NOW.plusSeconds(i))) {
        known.isNews("eva", "host " + i).get();
      }
    }
    try (KnownAddresses known = addresses(NOW.plusSeconds(1_000))) {
      assertThat(known.isNews("eva", "host 1").get()).isFalse();
      assertThat(known.isNews("eva", "host 0").get()).isTrue();
    }
  }
}
