package io.tidegate.gateway.web;

import io.tidegate.gateway.clip.ClipException;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the clips answer, as HTTP. Stateless.
final class ClipReplies {
  private static final Logger log = LoggerFactory.getLogger(ClipReplies.class);

  /// tus 1.0.0, "Checksum".
  static final int CHECKSUM_MISMATCH = 460;

  private ClipReplies() {}

  /// Back on the event loop that `context` belongs to.
  static <T> void when(RoutingContext context, CompletableFuture<T> answer, Consumer<T> use) {
    when(context, answer, use, failure -> refuse(context, failure));
  }

  static <T> void when(
      RoutingContext context,
      CompletableFuture<T> answer,
      Consumer<T> use,
      Consumer<Throwable> refuse) {
    Context loop = context.vertx().getOrCreateContext();
    var _ =
        answer.whenComplete((value, failure) ->
            loop.runOnContext(_ -> {
              if (failure == null) {
                use.accept(value);
              } else {
                refuse.accept(failure);
              }
            }));
  }

  static void refuse(RoutingContext context, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (!(cause instanceof ClipException refused)) {
      log.error("a request failed", cause);
      Replies.problem(context, 500, "a bug in the server; its log says more");
      return;
    }
    int status =
        switch (refused.kind()) {
          case ABSENT -> 404;
          case CONFLICT -> 409;
          case LOCKED -> 423;
          case TOO_LARGE -> 413;
          case CHECKSUM -> CHECKSUM_MISMATCH;
          case BUSY -> 503;
          case DISK -> 507;
        };
    if (status == 503) {
      context.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
    } else if (status == CHECKSUM_MISMATCH) {
      context.response().setStatusMessage("Checksum Mismatch");
    }
    Replies.problem(context, status, String.valueOf(refused.getMessage()));
  }

  /// What else is sent is not waited for.
  static void hangUp(RoutingContext context) {
    if (!context.request().isEnded() && context.request().version() != HttpVersion.HTTP_2) {
      context.response().putHeader(HttpHeaders.CONNECTION, "close");
    }
  }
}
