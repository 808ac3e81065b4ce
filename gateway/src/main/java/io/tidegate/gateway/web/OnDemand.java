package io.tidegate.gateway.web;

import io.tidegate.media.Nullable;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Something that is read from our jar once somebody asks for it, and kept from then on: most
/// gateways are asked for their pages rarely or never, and a start that reads them all waits for
/// megabytes. Any thread.
final class OnDemand<T> {
  private final Supplier<T> reader;
  private final AtomicReference<@Nullable CompletableFuture<T>> read = new AtomicReference<>();

  /// @param reader may wait for a file
  OnDemand(Supplier<T> reader) {
    this.reader = reader;
  }

  /// Tells `then` on the loop of `context`; at once where it was read before.
  void get(RoutingContext context, Consumer<T> then) {
    CompletableFuture<T> content = content();
    if (content.isDone() && !content.isCompletedExceptionally()) {
      then.accept(content.join());
      return;
    }
    Context loop = context.vertx().getOrCreateContext();
    var _ =
        content.whenComplete((value, problem) ->
            loop.runOnContext(_ -> {
              if (problem == null) {
                answer(context, then, value);
              } else {
                context.fail(problem);
              }
            }));
  }

  /// The router, which fails a request for what its handler throws, is not around this.
  private static <T> void answer(RoutingContext context, Consumer<T> then, T value) {
    try {
      then.accept(value);
    } catch (RuntimeException bug) {
      context.fail(bug);
    }
  }

  private CompletableFuture<T> content() {
    CompletableFuture<T> present = read.get();
    if (present != null) {
      return present;
    }
    CompletableFuture<T> mine = new CompletableFuture<>();
    CompletableFuture<T> others = read.compareAndExchange(null, mine);
    if (others != null) {
      return others;
    }
    Thread.ofVirtual().name("web-files").start(() -> fill(mine));
    return mine;
  }

  /// What cannot be read is tried again for whoever asks next.
  private void fill(CompletableFuture<T> content) {
    try {
      content.complete(reader.get());
    } catch (RuntimeException | Error unreadable) {
      read.set(null);
      content.completeExceptionally(unreadable);
    }
  }
}
