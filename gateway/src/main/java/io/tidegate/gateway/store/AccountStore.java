package io.tidegate.gateway.store;

import io.tidegate.gateway.auth.Directory;
import io.tidegate.gateway.secret.SecretBox;
import io.tidegate.gateway.secret.SecretLockedException;
import io.tidegate.media.Nullable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Users, tokens and log-ins on disk, beside the routes, and in memory. Any thread; the file is
/// touched by one thread of its own, over a connection of its own.
public final class AccountStore implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AccountStore.class);

  /// Changes that wait for a slow disk: people who log in.
  private static final int MAX_WAITING = 500;

  private static final long CLOSE_SECONDS = 10;

  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MAX_WAITING),
          work -> Thread.ofPlatform().name("account-store").daemon().unstarted(work));
  private final Database database;
  private final AccountRows rows;
  private final List<Runnable> observers = new CopyOnWriteArrayList<>();
  private volatile Directory directory;
  private volatile @Nullable String problem;

  private AccountStore(Database database, AccountRows rows, Directory directory) {
    this.database = database;
    this.rows = rows;
    this.directory = directory;
  }

  /// With the key of the secrets beside the file.
  public static AccountStore open(Path file) throws StoreException {
    return open(file, SecretKeyFile.beside(file).open(file));
  }

  /// @param file as the routes'
  /// @param box for secrets of one-time passwords
  public static AccountStore open(Path file, SecretBox box) throws StoreException {
    Database database = Database.open(file, Schema.ROUTES);
    try {
      AccountRows rows = new AccountRows(database, box);
      return new AccountStore(database, rows, rows.read());
    } catch (SQLException | RuntimeException damaged) {
      throw database.problem(damaged);
    }
  }

  /// What is stored now.
  public Directory directory() {
    return directory;
  }

  /// Why the last change could not be stored; null when it could.
  public @Nullable String problem() {
    return problem;
  }

  /// @param changed is told on the store's thread, after each change and before whoever made it
  public void observe(Runnable changed) {
    observers.add(changed);
  }

  /// What is to become of it, and what whoever asked gets.
  public record Outcome<T>(Directory after, T value) {}

  /// Decided when no other change can come between.
  @FunctionalInterface
  public interface Edit<T> {
    /// @throws StoreException when it will not be
    Outcome<T> decide(Directory now) throws StoreException;
  }

  /// Makes a change; complete when it is on the disk.
  public <T> CompletableFuture<T> change(Edit<T> edit) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      thread.execute(() -> run(edit, result));
    } catch (RejectedExecutionException full) {
      result.completeExceptionally(
          new StoreException(
              StoreException.Kind.BUSY,
              thread.isShutdown() ? "the server is stopping" : "too many changes are waiting"));
    }
    return result;
  }

  private <T> void run(Edit<T> edit, CompletableFuture<T> result) {
    try {
      Directory before = directory;
      Outcome<T> outcome = edit.decide(before);
      if (!outcome.after().equals(before)) {
        database.transaction(() -> {
          rows.write(before, outcome.after());
          return true;
        });
        problem = null;
        directory = outcome.after();
        observers.forEach(Runnable::run);
      }
      result.complete(outcome.value());
    } catch (SQLException failure) {
      StoreException told = database.problem(failure);
      problem = told.getMessage();
      log.error("users cannot be stored: {}", told.getMessage());
      result.completeExceptionally(told);
    } catch (SecretLockedException locked) {
      result.completeExceptionally(StoreException.conflict(String.valueOf(locked.getMessage())));
    } catch (StoreException | RuntimeException refused) {
      result.completeExceptionally(refused);
    }
  }

  @Override
  public void close() {
    if (thread.isShutdown()) {
      return;
    }
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
}
