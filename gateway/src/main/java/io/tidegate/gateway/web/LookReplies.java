package io.tidegate.gateway.web;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.media.Nullable;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// Answers to looks at something elsewhere, which take their time and are only so many at a time:
/// probes, cameras. No state.
final class LookReplies {
  /// A source with everything that may be said of it, or 64 addresses, are a tenth of it.
  private static final int MAX_BYTES = 16 << 10;

  private LookReplies() {}

  /// What a body asks for.
  @FunctionalInterface
  interface Use {
    void take(JsonObject body) throws ConfigException;
  }

  /// Reads the body of a POST; what is wrong in it is said field by field.
  static void posted(RoutingContext context, Use use) {
    if (!context.request().method().equals(HttpMethod.POST)) {
      Replies.methodNotAllowed(context, "POST");
      return;
    }
    RequestBody.json(
        context,
        MAX_BYTES,
        Set.of(RequestBody.JSON),
        body -> {
          try {
            use.take(body);
          } catch (ConfigException wrong) {
            StoreReplies.invalid(context, wrong);
          }
        });
  }

  /// @param seconds after which one of those under way may have ended
  static void busy(RoutingContext context, int seconds, String says) {
    context.response().putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(seconds));
    Replies.problem(context, 429, says);
  }

  /// Answers when the report is there; whoever asks and goes ends the look.
  static <T> void when(
      RoutingContext context,
      CompletionStage<T> report,
      Runnable cancel,
      Function<T, JsonObject> form) {
    context.response().closeHandler(_ -> cancel.run());
    var _ =
        report.whenComplete((found, failure) ->
            context
                .vertx()
                .getOrCreateContext()
                .runOnContext(_ -> answer(context, found, failure, form)));
  }

  private static <T> void answer(
      RoutingContext context,
      @Nullable T found,
      @Nullable Throwable failure,
      Function<T, JsonObject> form) {
    if (context.response().closed()) {
      return;
    }
    if (found != null) {
      Replies.json(context, form.apply(found));
    } else if (failure instanceof CancellationException) {
      Replies.problem(context, 503, "the server is stopping");
    } else {
      context.fail(failure);
    }
  }
}
