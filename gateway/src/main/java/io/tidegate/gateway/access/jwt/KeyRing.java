package io.tidegate.gateway.access.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import io.tidegate.media.Nullable;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys of the moment: some that stay, and some that a source has. While the source does not
/// answer, what it had goes on to hold. Any thread; never blocks.
final class KeyRing {
  private static final Logger log = LoggerFactory.getLogger(KeyRing.class);

  /// Where keys come from.
  interface Source {
    /// Whatever is there now. Fails when nothing can be had.
    Future<List<JwtKey>> read();

    /// For the log.
    String name();
  }

  private final List<JwtKey> fixed;
  private final @Nullable Source source;
  private final long retryNanos;
  private final LongSupplier nanoTime;
  private final Runnable changed;
  private final AtomicReference<@Nullable CompletableFuture<Void>> reading =
      new AtomicReference<>();
  private final AtomicLong lastRead;
  private volatile List<JwtKey> keys;
  private volatile @Nullable String problem;

  /// @param source null where there is none
  /// @param retryNanos the source is asked no more often because of tokens that nobody knows
  /// @param changed is told when a key is gone
  KeyRing(
      List<JwtKey> fixed,
      @Nullable Source source,
      long retryNanos,
      LongSupplier nanoTime,
      Runnable changed) {
    this.fixed = List.copyOf(fixed);
    this.keys = this.fixed;
    this.source = source;
    this.retryNanos = retryNanos;
    this.nanoTime = nanoTime;
    this.changed = changed;
    this.lastRead = new AtomicLong(nanoTime.getAsLong() - retryNanos);
  }

  /// Those that a token may be of.
  List<JwtKey> candidates(@Nullable String keyId, JWSAlgorithm algorithm) {
    return keys.stream().filter(key -> key.suits(keyId, algorithm)).toList();
  }

  /// Whether the key is still there.
  boolean holds(String print) {
    return keys.stream().anyMatch(key -> key.print().equals(print));
  }

  /// Why the source has told nothing lately; null while it does.
  @Nullable
  String problem() {
    return problem;
  }

  /// Asks the source again, unless that was a moment ago. Complete when it has answered, or not.
  CompletableFuture<Void> again() {
    long now = nanoTime.getAsLong();
    long last = lastRead.get();
    CompletableFuture<Void> running = reading.get();
    if (running != null) {
      return running;
    }
    return now - last >= retryNanos && lastRead.compareAndSet(last, now)
        ? refresh()
        : CompletableFuture.completedFuture(null);
  }

  /// Asks the source.
  CompletableFuture<Void> refresh() {
    Source from = source;
    if (from == null) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (!reading.compareAndSet(null, done)) {
      CompletableFuture<Void> running = reading.get();
      return running == null ? CompletableFuture.completedFuture(null) : running;
    }
    var _ =
        from.read()
            .onComplete(read -> {
              if (read.succeeded()) {
                take(read.result());
              } else {
                missed(from, String.valueOf(read.cause().getMessage()));
              }
              reading.set(null);
              done.complete(null);
            });
    return done;
  }

  private void take(List<JwtKey> found) {
    List<JwtKey> after = new ArrayList<>(fixed);
    after.addAll(found);
    List<JwtKey> before = keys;
    keys = List.copyOf(after);
    if (problem != null) {
      problem = null;
      log.info("the keys of JWTs are told again");
    }
    if (before.stream().anyMatch(key -> !holds(key.print()))) {
      changed.run();
    }
  }

  /// One line for each time that it begins.
  private void missed(Source from, String why) {
    if (problem == null) {
      log.warn(
          "the keys of JWTs cannot be read from {}: {}; {} known before hold on",
          from.name(),
          why.replaceAll("\\p{Cntrl}+", " "),
          keys.size());
    }
    problem = "keys of JWTs: " + why;
  }
}
