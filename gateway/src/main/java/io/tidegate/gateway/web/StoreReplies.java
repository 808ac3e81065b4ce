package io.tidegate.gateway.web;

import io.tidegate.gateway.auth.TryLaterException;
import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.route.Fault;
import io.tidegate.gateway.store.StoreException;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the store answers, as HTTP. Stateless.
final class StoreReplies {
  private static final Logger log = LoggerFactory.getLogger(StoreReplies.class);

  private StoreReplies() {}

  /// Back on the event loop that `context` belongs to.
  static <T> void when(RoutingContext context, CompletableFuture<T> answer, Consumer<T> use) {
    when(context, answer, use, () -> Replies.problem(context, 412, "it has changed since"));
  }

  /// @param stale answers a request that is meant for another state
  static <T> void when(
      RoutingContext context, CompletableFuture<T> answer, Consumer<T> use, Runnable stale) {
    Context loop = context.vertx().getOrCreateContext();
    var _ =
        answer.whenComplete((value, failure) ->
            loop.runOnContext(_ -> {
              if (failure == null) {
                use.accept(value);
              } else {
                refuse(context, failure, stale);
              }
            }));
  }

  private static void refuse(RoutingContext context, Throwable failure, Runnable stale) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof TryLaterException later) {
      context.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(later.waitSeconds()));
      Replies.problem(context, 429, String.valueOf(later.getMessage()));
      return;
    }
    if (!(cause instanceof StoreException refused)) {
      log.error("a request failed", cause);
      Replies.problem(context, 500, "a bug in the server; its log says more");
      return;
    }
    String detail = String.valueOf(refused.getMessage());
    switch (refused.kind()) {
      case DISK, DAMAGED -> Replies.problem(context, 507, "not stored: " + detail);
      case CONFLICT -> Replies.problem(context, 409, detail);
      case INVALID -> Replies.problem(context, 422, detail);
      case ABSENT -> Replies.problem(context, 404, detail);
      case STALE -> stale.run();
      case BUSY -> {
        context.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
        Replies.problem(context, 503, detail);
      }
    }
  }

  /// What was sent is no route: names the fields.
  static void invalid(RoutingContext context, ConfigException wrong) {
    List<Fault> faults = wrong.faults();
    JsonObject more = new JsonObject();
    if (!faults.isEmpty()) {
      JsonArray errors = new JsonArray();
      faults.forEach(fault ->
          errors.add(new JsonObject().put("field", fault.path()).put("detail", fault.expected())));
      more.put("field", faults.getFirst().path()).put("errors", errors);
    }
    Replies.problem(context, 422, String.valueOf(wrong.getMessage()), more);
  }

  /// A parameter of the URL is wrong; the message begins with its name.
  static void badParameter(RoutingContext context, IllegalArgumentException wrong) {
    String detail = String.valueOf(wrong.getMessage());
    int colon = detail.indexOf(':');
    Replies.problem(
        context,
        400,
        detail,
        new JsonObject().put("field", colon < 0 ? "" : detail.substring(0, colon)));
  }
}
