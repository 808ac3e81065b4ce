package io.tidegate.gateway.store;

import io.tidegate.gateway.event.Event;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What has happened, on disk, for a while. Any thread; the file is touched by one thread of its
/// own.
///
/// Events are written together, every [#EVERY]: a power cut costs the last ones, and flash memory
/// is spared. A disk that takes nothing costs events as well, the oldest of those that wait first,
/// and nothing else. A damaged file is put aside.
public final class EventLog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EventLog.class);

  private static final Duration EVERY = Duration.ofSeconds(5);

  /// Written at once when so many wait.
  private static final int BATCH = 500;

  /// Kept while the disk takes nothing.
  private static final int MAX_WAITING = 5_000;

  /// 20 MB; with a busy hundred cameras some weeks.
  static final int MAX_EVENTS = 100_000;

  static final Duration MAX_AGE = Duration.ofDays(7);

  private static final long CLOSE_SECONDS = 5;

  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1, work -> Thread.ofPlatform().name("event-log").daemon().unstarted(work));
  private final AtomicLong lastId;
  private final AtomicLong lost = new AtomicLong();
  private final Database database;
  private final Clock clock;

  /// On the thread alone.
  private final Deque<Event> waiting = new ArrayDeque<>();

  private volatile @Nullable String problem;

  private EventLog(Database database, Clock clock, long lastId) {
    this.database = database;
    this.clock = clock;
    this.lastId = new AtomicLong(lastId);
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    var _ =
        thread.scheduleWithFixedDelay(
            this::flush, EVERY.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
  }

  public static EventLog open(Path file, Clock clock) throws StoreException {
    Database database;
    try {
      database = Database.open(file, Schema.EVENTS);
    } catch (StoreException damaged) {
      log.warn("the history is put aside: {}", damaged.getMessage());
      putAside(file);
      database = Database.open(file, Schema.EVENTS);
    }
    try (PreparedStatement statement =
            database.statement("SELECT coalesce(max(id), 0) FROM event");
        ResultSet found = statement.executeQuery()) {
      return new EventLog(database, clock, found.next() ? found.getLong(1) : 0);
    } catch (SQLException failure) {
      throw database.problem(failure);
    }
  }

  private static void putAside(Path file) throws StoreException {
    try {
      for (String suffix : List.of("-wal", "-shm")) {
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
      }
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".damaged"),
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException unusable) {
      throw new StoreException(file + ": cannot be put aside: " + unusable.getMessage(), unusable);
    }
  }

  /// Notes what has happened now; on the disk some seconds later.
  public Event add(String kind, String key, String from, String to, String who, String detail) {
    Event event =
        new Event(lastId.incrementAndGet(), clock.instant(), kind, key, from, to, who, detail);
    if (!thread.isShutdown()) {
      thread.execute(() -> add(event));
    }
    return event;
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
  ///
  /// @param before only ids below
  /// @param kind empty for all
  /// @param key empty for all
  public CompletableFuture<List<Event>> find(long before, int limit, String kind, String key) {
    return CompletableFuture.supplyAsync(
        () -> {
          flush();
          try {
            return read(before, limit, kind, key);
          } catch (SQLException failure) {
            StoreException told = database.problem(failure);
            problem = told.getMessage();
            throw new CompletionException(told);
          }
        },
        thread);
  }

  private List<Event> read(long before, int limit, String kind, String key) throws SQLException {
    String sql =
        "SELECT id, at, kind, key, came_from, went_to, who, detail FROM event WHERE id < ?"
            + " AND (? = '' OR kind = ?) AND (? = '' OR key = ?) ORDER BY id DESC LIMIT ?";
    List<Event> events = new ArrayList<>();
    try (PreparedStatement statement =
            database.statement(sql, before, kind, kind, key, key, limit);
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
                found.getString(8)));
      }
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
              "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
              event.id(),
              event.at().toEpochMilli(),
              event.kind(),
              event.key(),
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
            clock.instant().minus(MAX_AGE).toEpochMilli());
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

  @Override
  public void close() {
    if (thread.isShutdown()) {
      return;
    }
    thread.execute(this::flush);
    thread.shutdown();
    try {
      if (thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        database.close();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (SQLException failure) {
      log.warn("{}", database.problem(failure).getMessage());
    }
  }

  /// For tests of what a disk does: runs a statement on the log's thread.
  CompletableFuture<Void> tamper(String sql) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            database.execute(sql);
          } catch (SQLException failure) {
            throw new IllegalStateException(failure);
          }
        },
        thread);
  }
}
