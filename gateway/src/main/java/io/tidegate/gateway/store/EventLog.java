package io.tidegate.gateway.store;

import io.tidegate.gateway.event.Event;
import io.tidegate.media.Nullable;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What has happened, on disk, for a while. Any thread; the rows are touched by the file's thread.
///
/// Events are written together, every [#EVERY]: a power cut costs the last ones, and flash memory
/// is spared. A disk that takes nothing costs events as well, the oldest of those that wait first,
/// and nothing else.
public final class EventLog {
  private static final Logger log = LoggerFactory.getLogger(EventLog.class);

  private static final Duration EVERY = Duration.ofSeconds(5);

  /// Written at once when so many wait.
  private static final int BATCH = 500;

  /// Kept while the disk takes nothing.
  private static final int MAX_WAITING = 5_000;

  /// 20 MB; with a busy hundred cameras some weeks.
  static final int MAX_EVENTS = 100_000;

  /// Of one question.
  public static final int MAX_FOUND = 20_000;

  private static final String COLUMNS =
      "SELECT id, at, kind, key, subject, came_from, went_to, who, detail FROM event";

  private final AtomicLong lastId;
  private final AtomicLong lost = new AtomicLong();
  private final HistoryFile file;
  private final Database database;
  private final Clock clock;

  /// On the thread alone.
  private final Deque<Event> waiting = new ArrayDeque<>();

  private volatile @Nullable String problem;

  private EventLog(HistoryFile file, Clock clock, long lastId) {
    this.file = file;
    this.database = file.database();
    this.clock = clock;
    this.lastId = new AtomicLong(lastId);
    file.every(EVERY, this::flush);
  }

  /// Before anybody else uses the file.
  public static EventLog on(HistoryFile file, Clock clock) throws StoreException {
    Database database = file.database();
    try (PreparedStatement statement =
            database.statement("SELECT coalesce(max(id), 0) FROM event");
        ResultSet found = statement.executeQuery()) {
      return new EventLog(file, clock, found.next() ? found.getLong(1) : 0);
    } catch (SQLException failure) {
      throw database.problem(failure);
    }
  }

  /// Notes what has happened now; on the disk some seconds later.
  public Event add(Event.Subject subject, Event.Move move) {
    Event event = Event.of(lastId.incrementAndGet(), clock.instant(), subject, move);
    file.run(() -> add(event));
    return event;
  }

  /// Something that is told and not kept.
  public Event passing(Event.Subject subject, Event.Move move) {
    return Event.of(lastId.incrementAndGet(), clock.instant(), subject, move);
  }

  private void add(Event event) {
    if (waiting.size() >= MAX_WAITING) {
      waiting.removeFirst();
      lost.incrementAndGet();
    }
    waiting.add(event);
    if (waiting.size() == BATCH) {
      flush();
    }
  }

  /// Newest first.
  public CompletableFuture<List<Event>> find(EventFilter filter) {
    return file.ask(() -> {
      flush();
      return read(
          COLUMNS
              + " WHERE id < ? AND (? = '' OR kind = ?) AND (? = '' OR key = ?)"
              + " AND (? = '' OR subject = ?) AND at >= ? AND at < ? ORDER BY id DESC LIMIT ?",
          filter.before(),
          filter.kind(),
          filter.kind(),
          filter.key(),
          filter.key(),
          filter.subject(),
          filter.subject(),
          filter.from().toEpochMilli(),
          filter.to().toEpochMilli(),
          Math.min(filter.limit(), MAX_FOUND));
    });
  }

  /// All that happened to one key and to the server, which ends every state; the oldest first, of
  /// too many the newest.
  public CompletableFuture<List<Event>> story(String key) {
    return file.ask(() -> {
      flush();
      return read(
              COLUMNS + " WHERE key = ? OR kind = 'server' ORDER BY id DESC LIMIT ?",
              key,
              MAX_FOUND)
          .reversed();
    });
  }

  private List<Event> read(String sql, Object... values) throws SQLException {
    List<Event> events = new ArrayList<>();
    try (PreparedStatement statement = database.statement(sql, values);
        ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        events.add(
            new Event(
                found.getLong(1),
                Instant.ofEpochMilli(found.getLong(2)),
                found.getString(3),
                found.getString(4),
                found.getString(5),
                found.getString(6),
                found.getString(7),
                found.getString(8),
                found.getString(9)));
      }
    } catch (SQLException failure) {
      problem = database.problem(failure).getMessage();
      throw failure;
    }
    return events;
  }

  /// Why events are not stored; null while they are.
  public @Nullable String problem() {
    return problem;
  }

  /// Events that no disk took.
  public long lost() {
    return lost.get();
  }

  private void flush() {
    if (waiting.isEmpty()) {
      return;
    }
    try {
      database.transaction(() -> {
        for (Event event : waiting) {
          database.update(
              "INSERT INTO event (id, at, kind, key, subject, came_from, went_to, who, detail)"
                  + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
              event.id(),
              event.at().toEpochMilli(),
              event.kind(),
              event.key(),
              event.subject(),
              event.from(),
              event.to(),
              event.who(),
              event.detail());
        }
        long newest = waiting.getLast().id();
        database.update("DELETE FROM event WHERE id <= ?", newest - MAX_EVENTS);
        // ids rise with time: the oldest are looked at until one is young enough
        database.update(
            "DELETE FROM event WHERE id < (SELECT id FROM event WHERE at >= ? ORDER BY id LIMIT 1)",
            clock.instant().minus(HistoryFile.MAX_AGE).toEpochMilli());
        return true;
      });
      waiting.clear();
      problem = null;
    } catch (SQLException | StoreException failure) {
      String why = String.valueOf(database.problem(failure).getMessage());
      if (!why.equals(problem)) {
        log.warn("events are not stored: {}", why);
      }
      problem = why;
    }
  }
}
