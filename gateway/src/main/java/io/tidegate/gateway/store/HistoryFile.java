package io.tidegate.gateway.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What has happened, in a file: `history.db` with events, sessions and statistics of a week,
/// `audit.db`. Any thread; the file is touched by one thread of its own. A damaged file is put
/// aside.
///
/// 1. [#open].
/// 2. [EventLog], [SessionLog], [MarkLog] and [StatisticsLog], or [AuditLog], are made on it.
/// 3. [#close], which lets them write what waits.
public final class HistoryFile implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HistoryFile.class);

  /// How long anything of `history.db` is kept.
  static final Duration MAX_AGE = Duration.ofDays(7);

  private static final long CLOSE_SECONDS = 5;

  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1, work -> Thread.ofPlatform().name("history").daemon().unstarted(work));
  private final List<Runnable> farewells = new CopyOnWriteArrayList<>();
  private final Database database;

  private HistoryFile(Database database) {
    this.database = database;
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    thread.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
  }

  public static HistoryFile open(Path file) throws StoreException {
    return open(file, Schema.HISTORY);
  }

  static HistoryFile open(Path file, Schema schema) throws StoreException {
    return new HistoryFile(openOrPutAside(file, schema));
  }

  /// A file that is damaged makes room for a new one; one that cannot be read for now stays.
  static Database openOrPutAside(Path file, Schema schema) throws StoreException {
    try {
      return Database.open(file, schema);
    } catch (StoreException damaged) {
      if (damaged.kind() != StoreException.Kind.DAMAGED) {
        throw damaged;
      }
      log.warn("{} is put aside: {}", file.getFileName(), damaged.getMessage());
      putAside(file);
      return Database.open(file, schema);
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

  /// For tasks of the thread.
  Database database() {
    return database;
  }

  /// Soon, on the thread; not when it is closed.
  void run(Runnable task) {
    if (!thread.isShutdown()) {
      thread.execute(task);
    }
  }

  /// The same with an answer.
  <T> CompletableFuture<T> ask(Question<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    if (thread.isShutdown()) {
      answer.completeExceptionally(
          new StoreException(StoreException.Kind.BUSY, "the server is stopping"));
      return answer;
    }
    thread.execute(() -> {
      try {
        answer.complete(question.ask());
      } catch (SQLException failure) {
        answer.completeExceptionally(database.problem(failure));
      } catch (RuntimeException bug) {
        answer.completeExceptionally(bug);
      }
    });
    return answer;
  }

  /// Something that the file is asked.
  @FunctionalInterface
  interface Question<T> {
    T ask() throws SQLException;
  }

  /// Again and again, and once more at the end.
  void every(Duration delay, Runnable task) {
    var _ =
        thread.scheduleWithFixedDelay(
            task, delay.toMillis(), delay.toMillis(), TimeUnit.MILLISECONDS);
    farewells.add(task);
  }

  @Override
  public void close() {
    if (thread.isShutdown()) {
      return;
    }
    farewells.forEach(thread::execute);
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

  /// For tests of what a disk does: runs a statement on the thread.
  CompletableFuture<Boolean> tamper(String sql) {
    return ask(() -> {
      database.execute(sql);
      return true;
    });
  }
}
