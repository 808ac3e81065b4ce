package io.tidegate.gateway.store;

import io.tidegate.gateway.secret.SecretLockedException;
import io.tidegate.media.Nullable;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that touches a database. Any thread.
///
/// 1. [#run], again and again;
/// 2. [#close], which waits for what was asked for before.
final class StoreThread implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StoreThread.class);

  private static final long CLOSE_SECONDS = 10;

  private final String what;
  private final Database database;
  private final ThreadPoolExecutor thread;
  private volatile @Nullable String problem;

  /// @param name of the thread
  /// @param what is stored, for sentences: `routes`
  /// @param mostWaiting tasks that wait for a slow disk; further ones are refused
  StoreThread(String name, String what, Database database, int mostWaiting) {
    this.what = what;
    this.database = database;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(mostWaiting),
            work -> Thread.ofPlatform().name(name).daemon().unstarted(work));
  }

  /// Something to do with the database.
  @FunctionalInterface
  interface Task<T> {
    T run() throws SQLException, StoreException;
  }

  /// Complete when the task is done, or could not be: a [StoreException].
  <T> CompletableFuture<T> run(Task<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      thread.execute(() -> run(task, result));
    } catch (RejectedExecutionException full) {
      result.completeExceptionally(
          new StoreException(
              StoreException.Kind.BUSY,
              thread.isShutdown() ? "the server is stopping" : "too many changes are waiting"));
    }
    return result;
  }

  private <T> void run(Task<T> task, CompletableFuture<T> result) {
    try {
      T value = task.run();
      problem = null;
      result.complete(value);
    } catch (SQLException failure) {
      StoreException told = database.problem(failure);
      problem = told.getMessage();
      log.error("{} cannot be stored: {}", what, told.getMessage());
      result.completeExceptionally(told);
    } catch (StoreException refused) {
      result.completeExceptionally(refused);
    } catch (SecretLockedException locked) {
      result.completeExceptionally(StoreException.conflict(String.valueOf(locked.getMessage())));
    } catch (RuntimeException bug) {
      log.error("a bug in the store of {}", what, bug);
      result.completeExceptionally(bug);
    }
  }

  /// Why the last task that the disk refused was refused; null when one was done since.
  @Nullable
  String problem() {
    return problem;
  }

  @Override
  public void close() {
    if (thread.isShutdown()) {
      return;
    }
    thread.shutdown();
    try {
      if (thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        closeFile();
      } else {
        log.warn("the store of {} is left open: its disk does not answer", what);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeFile() {
    try {
      database.close();
    } catch (SQLException failure) {
      log.warn("{}", database.problem(failure).getMessage());
    }
  }
}
