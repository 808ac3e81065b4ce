package io.tidegate.gateway.backup;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// One after the other, until one fails. Stateless.
final class Steps {
  private Steps() {}

  static <T> CompletableFuture<Void> each(
      Collection<T> things, Function<T, CompletableFuture<?>> step) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    next(List.copyOf(things).iterator(), step, done);
    return done;
  }

  /// Stores have threads of their own, so that this does not grow its stack.
  private static <T> void next(
      Iterator<T> things, Function<T, CompletableFuture<?>> step, CompletableFuture<Void> done) {
    while (things.hasNext()) {
      CompletableFuture<?> one = begun(things.next(), step);
      if (!one.isDone() || one.isCompletedExceptionally()) {
        var _ =
            one.whenComplete((_, failure) -> {
              if (failure == null) {
                next(things, step, done);
              } else {
                done.completeExceptionally(failure);
              }
            });
        return;
      }
    }
    done.complete(null);
  }

  private static <T> CompletableFuture<?> begun(T thing, Function<T, CompletableFuture<?>> step) {
    try {
      return step.apply(thing);
    } catch (RuntimeException bug) { // nobody else would tell it to whoever waits
      return CompletableFuture.failedFuture(bug);
    }
  }
}
