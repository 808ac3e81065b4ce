package io.tidegate.gateway.store;

import io.tidegate.media.Nullable;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.SessionView;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who was here, from where, for how long and why no longer. Any thread; the rows are touched by
/// the file's thread.
///
/// Written together, every [#EVERY]. A power cut costs the last ones and those that were there; a
/// disk that takes nothing costs the oldest of those that wait.
public final class SessionLog {
  private static final Logger log = LoggerFactory.getLogger(SessionLog.class);

  private static final Duration EVERY = Duration.ofSeconds(5);

  /// Kept while the disk takes nothing.
  private static final int MAX_WAITING = 5_000;

  /// 15 MB. Of too many the oldest viewers go first: publishers are what an operator asks for.
  static final int MAX_SESSIONS = 100_000;

  /// Deleted together, so that it is looked for rarely.
  private static final int PORTION = 1_000;

  private final HistoryFile file;
  private final Database database;
  private final Clock clock;
  private final int most;

  /// On the thread alone.
  private final Deque<EndedSession> waiting = new ArrayDeque<>();

  private long lastNumber;
  private long rows;
  private volatile @Nullable String problem;

  private SessionLog(HistoryFile file, Clock clock, int most) {
    this.file = file;
    this.database = file.database();
    this.clock = clock;
    this.most = most;
  }

  /// Before anybody else uses the file.
  public static SessionLog on(HistoryFile file, Clock clock) throws StoreException {
    return on(file, clock, MAX_SESSIONS);
  }

  static SessionLog on(HistoryFile file, Clock clock, int most) throws StoreException {
    SessionLog log = new SessionLog(file, clock, most);
    try (PreparedStatement statement =
            log.database.statement("SELECT coalesce(max(number), 0), count(*) FROM session");
        ResultSet found = statement.executeQuery()) {
      if (found.next()) {
        log.lastNumber = found.getLong(1);
        log.rows = found.getLong(2);
      }
    } catch (SQLException failure) {
      throw log.database.problem(failure);
    }
    file.every(EVERY, log::flush);
    return log;
  }

  /// Notes a session that has just ended.
  public void add(SessionView ended) {
    Instant until = clock.instant();
    file.run(() -> {
      if (waiting.size() >= MAX_WAITING) {
        waiting.removeFirst();
      }
      waiting.add(EndedSession.of(++lastNumber, ended, until, words(ended.closeReason())));
    });
  }

  /// As the log of the gateway has it, in words.
  public static String words(@Nullable CloseReason reason) {
    return reason == null ? "" : reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  public CompletableFuture<List<EndedSession>> find(SessionFilter filter) {
    return file.ask(() -> {
      flush();
      return read(filter);
    });
  }

  private List<EndedSession> read(SessionFilter filter) throws SQLException {
    List<EndedSession> sessions = new ArrayList<>();
    try (PreparedStatement statement =
            database.statement(
                "SELECT number, id, key, kind, protocol, remote, since, until, bytes, drops,"
                    + " reason FROM session WHERE number < ? AND (? = '' OR key = ?) AND (? = ''"
                    + " OR kind = ?) AND (? = '' OR id = ?) AND until >= ? AND since < ?"
                    + " ORDER BY number DESC LIMIT ?",
                filter.before(),
                filter.key(),
                filter.key(),
                filter.kind(),
                filter.kind(),
                filter.id(),
                filter.id(),
                filter.from().toEpochMilli(),
                filter.to().toEpochMilli(),
                filter.limit());
        ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        sessions.add(session(found));
      }
    }
    return sessions;
  }

  private static EndedSession session(ResultSet row) throws SQLException {
    return new EndedSession(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        Instant.ofEpochMilli(row.getLong(7)),
        Instant.ofEpochMilli(row.getLong(8)),
        row.getLong(9),
        row.getLong(10),
        row.getString(11));
  }

  /// Why they are not stored; null while they are.
  public @Nullable String problem() {
    return problem;
  }

  private void flush() {
    if (waiting.isEmpty()) {
      return;
    }
    try {
      long gone =
          database.transaction(() -> {
            for (EndedSession session : waiting) {
              insert(session);
            }
            return forget(rows + waiting.size());
          });
      rows += waiting.size() - gone;
      waiting.clear();
      problem = null;
    } catch (SQLException | StoreException failure) {
      String why = String.valueOf(database.problem(failure).getMessage());
      if (!why.equals(problem)) {
        log.warn("ended sessions are not stored: {}", why);
      }
      problem = why;
    }
  }

  private void insert(EndedSession session) throws SQLException {
    database.update(
        "INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        session.number(),
        session.id(),
        session.key(),
        session.kind(),
        session.protocol(),
        session.remote(),
        session.since().toEpochMilli(),
        session.until().toEpochMilli(),
        session.bytes(),
        session.drops(),
        session.reason());
  }

  /// How many rows have gone.
  private long forget(long present) throws SQLException {
    // numbers rise with the end: the oldest are looked at until one is young enough
    long gone =
        database.update(
            "DELETE FROM session WHERE number < (SELECT number FROM session WHERE until >= ?"
                + " ORDER BY number LIMIT 1)",
            clock.instant().minus(HistoryFile.MAX_AGE).toEpochMilli());
    while (present - gone > most) {
      long more = deleteOldest(" WHERE kind = 'viewer'");
      more = more == 0 ? deleteOldest("") : more;
      if (more == 0) {
        break;
      }
      gone += more;
    }
    return gone;
  }

  private long deleteOldest(String which) throws SQLException {
    return database.update(
        "DELETE FROM session WHERE number IN (SELECT number FROM session"
            + which
            + " ORDER BY number LIMIT ?)",
        Math.min(PORTION, Math.max(1, most / 10)));
  }
}
