package io.tidegate.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.SessionView.Kind;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionLogTest {
  private static final Instant NOW = Instant.parse("2026-01-10T00:00:00Z");

  @TempDir Path folder;

  @Test
  void keepsWhoWasHereOverARestart() throws Exception {
    try (Log log = open(NOW, SessionLog.MAX_SESSIONS)) {
      log.sessions.add(session("1", "live/a", Kind.PUBLISHER));
      log.sessions.add(session("2", "live/b", Kind.VIEWER));
    }
    try (Log log = open(NOW, SessionLog.MAX_SESSIONS)) {
      log.sessions.add(session("1", "live/b", Kind.VIEWER));
      assertThat(numbers(log, "", "", "")).containsExactly(3L, 2L, 1L);
      assertThat(numbers(log, "live/b", "", "")).containsExactly(3L, 2L);
      assertThat(numbers(log, "", "publisher", "")).containsExactly(1L);
      assertThat(numbers(log, "", "", "1")).containsExactly(3L, 1L);
      EndedSession first = find(log, "live/a", "", "").getFirst();
      assertThat(first)
          .isEqualTo(
              new EndedSession(
                  1,
                  "1",
                  "live/a",
                  "publisher",
                  "rtmp",
                  "192.0.2.7:5000",
                  NOW.minusSeconds(60),
                  NOW,
                  4_000,
                  2,
                  "connection lost"));
    }
  }

  @Test
  void forgetsWhatIsOld() throws Exception {
    try (Log log = open(NOW.minus(HistoryFile.MAX_AGE).minusMillis(1), SessionLog.MAX_SESSIONS)) {
      log.sessions.add(session("1", "live/a", Kind.PUBLISHER));
    }
    try (Log log = open(NOW, SessionLog.MAX_SESSIONS)) {
      log.sessions.add(session("2", "live/a", Kind.PUBLISHER));
      assertThat(numbers(log, "", "", "")).containsExactly(2L);
    }
  }

  @Test
  void ofTooManyTheOldestViewersGoFirst() throws Exception {
    try (Log log = open(NOW, 10)) {
      for (int i = 1; i <= 12; i++) {
        log.sessions.add(session("s", "live/a", i % 2 == 1 ? Kind.PUBLISHER : Kind.VIEWER));
      }
      assertThat(numbers(log, "", "viewer", "")).containsExactly(12L, 10L, 8L, 6L);
      assertThat(numbers(log, "", "publisher", "")).hasSize(6);
      for (int i = 0; i < 7; i++) {
        log.sessions.add(session("s", "live/a", Kind.PUBLISHER));
      }
      assertThat(numbers(log, "", "", "")).hasSize(10).doesNotContain(1L, 2L);
    }
  }

  @Test
  void aDiskThatTakesNothingCostsNoMore() throws Exception {
    try (Log log = open(NOW, 10)) {
      log.file.tamper("PRAGMA query_only = 1").get(20, TimeUnit.SECONDS);
      log.sessions.add(session("1", "live/a", Kind.PUBLISHER));
      assertThat(numbers(log, "", "", "")).isEmpty();
      assertThat(log.sessions.problem()).contains("read-only");
      log.file.tamper("PRAGMA query_only = 0").get(20, TimeUnit.SECONDS);
      assertThat(numbers(log, "", "", "")).containsExactly(1L);
      assertThat(log.sessions.problem()).isNull();
    }
  }

  /// The log and its file.
  private record Log(HistoryFile file, SessionLog sessions) implements AutoCloseable {
    @Override
    public void close() {
      file.close();
    }
  }

  private Log open(Instant now, int most) throws StoreException {
    HistoryFile file = HistoryFile.open(folder.resolve("history.db"));
    return new Log(file, SessionLog.on(file, Clock.fixed(now, ZoneOffset.UTC), most));
  }

  private static List<Long> numbers(Log log, String key, String kind, String id) throws Exception {
    return find(log, key, kind, id).stream().map(EndedSession::number).toList();
  }

  private static List<EndedSession> find(Log log, String key, String kind, String id)
      throws Exception {
    SessionFilter filter =
        new SessionFilter(Long.MAX_VALUE, 100, key, kind, id, Instant.EPOCH, EventFilter.ALWAYS);
    return log.sessions.find(filter).get(20, TimeUnit.SECONDS);
  }

  private static SessionView session(String id, String key, Kind kind) {
    return new SessionView(
        id,
        StreamKey.parse(key),
        kind,
        Protocol.RTMP,
        "192.0.2.7:5000",
        NOW.minusSeconds(60),
        SessionState.STREAMING,
        4_000,
        2,
        CloseReason.CONNECTION_LOST);
  }
}
