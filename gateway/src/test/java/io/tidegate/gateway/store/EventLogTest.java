package io.tidegate.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

  /// A disk that is full or away, a file that somebody holds: it is well when it is read again.
  @Test
  void whatCannotBeOpenedForNowIsNotPutAside() throws Exception {
    Path file = Files.createDirectory(folder.resolve("other.db"));
    assertThatThrownBy(() -> HistoryFile.open(file))
        .isInstanceOfSatisfying(
            StoreException.class,
            refused -> assertThat(refused.kind()).isEqualTo(StoreException.Kind.DISK));
    assertThat(file).isDirectory();
    assertThat(folder.resolve("other.db.damaged")).doesNotExist();
  }

  @Test
  void keepsWhatHasHappenedOverARestart() throws Exception {
    try (Log log = open(NOW)) {
      log.pull("connecting", "streaming", "");
      log.events.add(
          Event.Subject.of("route", "live/b"),
          new Event.Move("", "stored", "api 127.0.0.1", "put, version 1"));
      assertThat(find(log, "", "")).extracting(Event::id).containsExactly(2L, 1L);
    }
    try (Log log = open(NOW)) {
      log.pull("streaming", "disconnected", "it sends nothing");
      assertThat(find(log, "pull", "")).extracting(Event::id).containsExactly(3L, 1L);
      assertThat(find(log, "", "live/b"))
          .containsExactly(
              new Event(
                  2, NOW, "route", "live/b", "", "", "stored", "api 127.0.0.1", "put, version 1"));
      assertThat(log.events.find(EventFilter.newest(1).before(3)).get(20, TimeUnit.SECONDS))
          .extracting(Event::id)
          .containsExactly(2L);
    }
  }

  @Test
  void forgetsWhatIsOld() throws Exception {
    try (Log log = open(NOW.minus(HistoryFile.MAX_AGE).minusMillis(1))) {
      log.server("started");
    }
    try (Log log = open(NOW.minus(HistoryFile.MAX_AGE))) {
      log.server("started");
    }
    try (Log log = open(NOW)) {
      log.server("started");
      assertThat(find(log, "", "")).extracting(Event::id).containsExactly(3L, 2L);
    }
  }

  @Test
  void forgetsTheOldestOfTooMany() throws Exception {
    try (Log log = open(NOW)) {
      log.server("started");
      assertThat(find(log, "", "")).hasSize(1);
      log.file
          .tamper("UPDATE event SET id = " + (EventLog.MAX_EVENTS - 1))
          .get(20, TimeUnit.SECONDS);
    }
    try (Log log = open(NOW)) {
      log.server("a");
      assertThat(find(log, "", "")).hasSize(2);
    }
    try (Log log = open(NOW)) {
      for (int i = 0; i < EventLog.MAX_EVENTS / 50_000; i++) {
        log.server("b" + i);
      }
      assertThat(find(log, "", "").getFirst().id()).isGreaterThan(EventLog.MAX_EVENTS);
      assertThat(find(log, "", "").getLast().id()).isEqualTo(EventLog.MAX_EVENTS - 1);
    }
  }

  @Test
  void aDiskThatTakesNothingCostsOnlyEvents() throws Exception {
    try (Log log = open(NOW)) {
      log.server("started");
      assertThat(find(log, "", "")).hasSize(1);
      log.file.tamper("PRAGMA query_only = 1").get(20, TimeUnit.SECONDS);
      log.server("more");
      assertThat(find(log, "", "")).hasSize(1);
      assertThat(log.events.problem()).contains("read-only");
      log.file.tamper("PRAGMA query_only = 0").get(20, TimeUnit.SECONDS);
      assertThat(find(log, "", "")).hasSize(2);
      assertThat(log.events.problem()).isNull();
    }
  }

  @Test
  void aDamagedFileIsPutAside() throws Exception {
    Files.writeString(file, "not a database at all, but long enough".repeat(200));
    try (Log log = open(NOW)) {
      log.server("started");
      assertThat(find(log, "", "")).hasSize(1);
    }
    assertThat(folder.resolve("history.db.damaged")).isNotEmptyFile();
  }

  @Test
  void asksBySubjectAndTime() throws Exception {
    try (Log log = open(NOW)) {
      log.pull("", "connecting", "");
      log.events.add(
          new Event.Subject("source", "live/a", "live/a 1"), new Event.Move("", "idle", "", ""));
    }
    try (Log log = open(NOW.plusSeconds(10))) {
      log.pull("connecting", "streaming", "");
      EventFilter all = EventFilter.newest(10);
      assertThat(ids(log, all.ofKey("live/a"))).containsExactly(3L, 2L, 1L);
      assertThat(ids(log, between("live/a 1", Instant.EPOCH, EventFilter.ALWAYS)))
          .containsExactly(2L);
      assertThat(ids(log, between("", NOW, NOW.plusSeconds(10)))).containsExactly(2L, 1L);
      assertThat(ids(log, between("", NOW.plusSeconds(10), NOW.plusSeconds(11))))
          .containsExactly(3L);
    }
  }

  private static EventFilter between(String subject, Instant from, Instant to) {
    return new EventFilter(Long.MAX_VALUE, 10, "", "", subject, from, to);
  }

  private static List<Long> ids(Log log, EventFilter filter) throws Exception {
    return log.events.find(filter).get(20, TimeUnit.SECONDS).stream().map(Event::id).toList();
  }

  /// The log and its file.
  private record Log(HistoryFile file, EventLog events) implements AutoCloseable {
    void server(String state) {
      events.add(Event.Subject.of("server", ""), new Event.Move("", state, "", ""));
    }

    void pull(String from, String to, String why) {
      events.add(
          new Event.Subject("pull", "live/a", "live/a rtsp://192.0.2.7/"),
          new Event.Move(from, to, "", why));
    }

    @Override
    public void close() {
      file.close();
    }
  }

  private Log open(Instant now) throws StoreException {
    HistoryFile opened = HistoryFile.open(file);
    return new Log(opened, EventLog.on(opened, Clock.fixed(now, ZoneOffset.UTC)));
  }

  private static List<Event> find(Log log, String kind, String key) throws Exception {
    return log.events
        .find(EventFilter.newest(1_000).ofKind(kind).ofKey(key))
        .get(20, TimeUnit.SECONDS);
  }
}
