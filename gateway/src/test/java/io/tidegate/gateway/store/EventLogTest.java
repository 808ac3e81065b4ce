package io.tidegate.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.event.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
  private static final Instant NOW = Instant.parse("2026-01-10T00:00:00Z");

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("history.db");
  }

  @Test
  void keepsWhatHasHappenedOverARestart() throws Exception {
    try (EventLog log = open(NOW)) {
      log.add("pull", "live/a", "connecting", "streaming", "", "");
      log.add("route", "live/b", "", "stored", "api 127.0.0.1", "put, version 1");
      assertThat(find(log, "", "")).extracting(Event::id).containsExactly(2L, 1L);
    }
    try (EventLog log = open(NOW)) {
      log.add("pull", "live/a", "streaming", "disconnected", "", "it sends nothing");
      assertThat(find(log, "pull", "")).extracting(Event::id).containsExactly(3L, 1L);
      assertThat(find(log, "", "live/b"))
          .containsExactly(
              new Event(
                  2, NOW, "route", "live/b", "", "stored", "api 127.0.0.1", "put, version 1"));
      assertThat(log.find(3, 1, "", "").get(20, TimeUnit.SECONDS))
          .extracting(Event::id)
          .containsExactly(2L);
    }
  }

  @Test
  void forgetsWhatIsOld() throws Exception {
    try (EventLog log = open(NOW.minus(EventLog.MAX_AGE).minusMillis(1))) {
      log.add("server", "", "", "started", "", "");
    }
    try (EventLog log = open(NOW.minus(EventLog.MAX_AGE))) {
      log.add("server", "", "", "started", "", "");
    }
    try (EventLog log = open(NOW)) {
      log.add("server", "", "", "started", "", "");
      assertThat(find(log, "", "")).extracting(Event::id).containsExactly(3L, 2L);
    }
  }

  @Test
  void forgetsTheOldestOfTooMany() throws Exception {
    try (EventLog log = open(NOW)) {
      log.add("server", "", "", "started", "", "");
      assertThat(find(log, "", "")).hasSize(1);
      log.tamper("UPDATE event SET id = " + (EventLog.MAX_EVENTS - 1)).get(20, TimeUnit.SECONDS);
    }
    try (EventLog log = open(NOW)) {
      log.add("server", "", "", "a", "", "");
      assertThat(find(log, "", "")).hasSize(2);
    }
    try (EventLog log = open(NOW)) {
      for (int i = 0; i < EventLog.MAX_EVENTS / 50_000; i++) {
        log.add("server", "", "", "b" + i, "", "");
      }
      assertThat(find(log, "", "").getFirst().id()).isGreaterThan(EventLog.MAX_EVENTS);
      assertThat(find(log, "", "").getLast().id()).isEqualTo(EventLog.MAX_EVENTS - 1);
    }
  }

  @Test
  void aDiskThatTakesNothingCostsOnlyEvents() throws Exception {
    try (EventLog log = open(NOW)) {
      log.add("server", "", "", "started", "", "");
      assertThat(find(log, "", "")).hasSize(1);
      log.tamper("PRAGMA query_only = 1").get(20, TimeUnit.SECONDS);
      log.add("server", "", "", "more", "", "");
      assertThat(find(log, "", "")).hasSize(1);
      assertThat(log.problem()).contains("read-only");
      log.tamper("PRAGMA query_only = 0").get(20, TimeUnit.SECONDS);
      assertThat(find(log, "", "")).hasSize(2);
      assertThat(log.problem()).isNull();
    }
  }

  @Test
  void aDamagedFileIsPutAside() throws Exception {
    Files.writeString(file, "not a database at all, but long enough".repeat(200));
    try (EventLog log = open(NOW)) {
      log.add("server", "", "", "started", "", "");
      assertThat(find(log, "", "")).hasSize(1);
    }
    assertThat(folder.resolve("history.db.damaged")).isNotEmptyFile();
  }

  private EventLog open(Instant now) throws StoreException {
    return EventLog.open(file, Clock.fixed(now, ZoneOffset.UTC));
  }

  private static List<Event> find(EventLog log, String kind, String key) throws Exception {
    return log.find(Long.MAX_VALUE, 1_000, kind, key).get(20, TimeUnit.SECONDS);
  }
}
