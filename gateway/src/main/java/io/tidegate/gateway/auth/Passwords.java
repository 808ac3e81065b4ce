package io.tidegate.gateway.auth;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Makes and compares hashes of passwords, a few at a time. Any thread; never blocks.
public final class Passwords implements AutoCloseable {
  /// Each takes a core and 19 MiB.
  private static final int AT_ONCE = 2;

  /// A second's work or two; who comes beyond is told to come later.
  private static final int MAX_WAITING = 32;

  /// Long sentences are fine; each octet more is work.
  public static final int MAX_LENGTH = 256;

  /// NIST SP 800-63B wants 8 at least, and no rules about kinds of characters.
  public static final int MIN_LENGTH = 10;

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          AT_ONCE,
          AT_ONCE,
          10,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MAX_WAITING),
          work -> Thread.ofPlatform().name("passwords").daemon().unstarted(work));

  /// Of nobody: compared for names that nobody has, so that they take as long as others.
  private final PasswordHash decoy = PasswordHash.ofNobody();

  public Passwords() {
    threads.allowCoreThreadTimeOut(true);
  }

  /// The hash to keep. Completes exceptionally with [TryLaterException] when too many wait.
  public CompletableFuture<String> hash(String password) {
    return submit(() -> PasswordHash.of(password).text());
  }

  /// Whether `password` is the one that `hash` was made of. Completes as [#hash] does.
  public CompletableFuture<Boolean> matches(String hash, String password) {
    return submit(() -> PasswordHash.parse(hash).matches(password));
  }

  /// Takes as long as [#matches], and is always false.
  public CompletableFuture<Boolean> matchesNobody(String password) {
    return submit(() -> decoy.matches(password)).thenApply(_ -> false);
  }

  private <T> CompletableFuture<T> submit(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(work, threads);
    } catch (RejectedExecutionException full) {
      TryLaterException later = TryLaterException.busy(Duration.ofSeconds(2));
      later.addSuppressed(full);
      return CompletableFuture.failedFuture(later);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
