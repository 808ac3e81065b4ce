package io.tidegate.gateway.store;

import io.tidegate.gateway.auth.Directory;
import io.tidegate.gateway.auth.SecondFactor;
import io.tidegate.gateway.auth.User;
import io.tidegate.gateway.secret.SecretBox;
import io.tidegate.gateway.secret.SecretLockedException;
import io.tidegate.media.Nullable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Users, tokens and log-ins on disk, beside the routes, and in memory. Any thread; the file is
/// touched by one thread of its own, over a connection of its own.
public final class AccountStore implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AccountStore.class);

  /// What other nodes call them.
  public static final String USERS = "user";

  /// Likewise.
  public static final String TOKENS = "token";

  private static final String NOBODY = "tidegate";

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
  private final SecretBox box;
  private final AccountRows rows;
  private final Commits commits;
  private final List<Runnable> observers = new CopyOnWriteArrayList<>();
  private volatile Directory directory;
  private volatile @Nullable String problem;

  private AccountStore(Database database, SecretBox box, AccountRows rows, Directory directory) {
    this.box = box;
    this.database = database;
    this.rows = rows;
    this.commits = new Commits(database);
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
      return new AccountStore(database, box, rows, rows.read());
    } catch (SQLException | RuntimeException damaged) {
      throw database.problem(damaged);
    }
  }

  /// What is stored now.
  public Directory directory() {
    return directory;
  }

  /// Whether what he has to show is here.
  public boolean isReadable(User user) {
    SecondFactor otp = user.otp();
    return otp == null || !box.isStandIn(otp.secret());
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

  /// Whom to ask before each change of users or tokens from now on. Any thread.
  public void agree(Agreement with) {
    commits.agree(with);
  }

  /// Makes a change that concerns this node alone, or is nobody's; complete when it is on the disk.
  public <T> CompletableFuture<T> change(Edit<T> edit) {
    return change(NOBODY, edit);
  }

  /// Makes a change; complete when it is on the disk.
  ///
  /// @param who for other nodes
  public <T> CompletableFuture<T> change(String who, Edit<T> edit) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      thread.execute(() -> run(who, edit, result));
    } catch (RejectedExecutionException full) {
      result.completeExceptionally(
          new StoreException(
              StoreException.Kind.BUSY,
              thread.isShutdown() ? "the server is stopping" : "too many changes are waiting"));
    }
    return result;
  }

  private <T> void run(String who, Edit<T> edit, CompletableFuture<T> result) {
    try {
      Directory before = directory;
      Outcome<T> outcome = edit.decide(before);
      if (!outcome.after().equals(before)) {
        Directory ignored =
            commits.commit(
                () -> {
                  rows.write(before, outcome.after());
                  return outcome.after();
                },
                after -> described(who, before, after),
                after -> directory = after);
        problem = null;
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

  /// Users, or tokens; no change is of both.
  private static Commits.Change described(String who, Directory before, Directory after) {
    Map<String, Optional<String>> users = new TreeMap<>();
    Map<String, Optional<String>> tokens = new TreeMap<>();
    differences(before.users(), after.users(), AccountDocuments::of, users);
    differences(before.tokens(), after.tokens(), AccountDocuments::of, tokens);
    if (!users.isEmpty() && !tokens.isEmpty()) {
      throw new IllegalStateException("users and tokens in one change");
    }
    return users.isEmpty()
        ? new Commits.Change(TOKENS, who, tokens)
        : new Commits.Change(USERS, who, users);
  }

  private static <T> void differences(
      Map<String, T> before,
      Map<String, T> after,
      Function<T, String> document,
      Map<String, Optional<String>> differences) {
    after.forEach((key, value) -> {
      T old = before.get(key);
      String text = value.equals(old) ? "" : document.apply(value);
      if (!text.isEmpty() && (old == null || !document.apply(old).equals(text))) {
        differences.put(key, Optional.of(text));
      }
    });
    before.keySet().stream()
        .filter(key -> !after.containsKey(key))
        .forEach(key -> differences.put(key, Optional.empty()));
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
