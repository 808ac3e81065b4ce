package io.tidegate.gateway.web;

import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// `GET path` and `POST path/test` of something that messages go to. Event loops.
///
/// @param present null where the settings name none
/// @param missing what they would have to name, in words
/// @param form how it fares
/// @param test tries it, and answers
record ReceiverRoutes<T>(
    Supplier<@Nullable T> present,
    String missing,
    Function<T, JsonObject> form,
    BiConsumer<RoutingContext, T> test) {
  /// Below `/api/*`, which is where whoever may not is turned away.
  void mount(Router router, String path) {
    ReadOnly.mount(router, path, this::show);
    router.route(path + "/test").handler(this::test);
  }

  private void show(RoutingContext context) {
    T receiver = present.get();
    JsonObject json = receiver == null ? new JsonObject() : form.apply(receiver);
    Replies.json(context, json.put("configured", receiver != null));
  }

  private void test(RoutingContext context) {
    if (!context.request().method().name().equals("POST")) {
      Replies.methodNotAllowed(context, "POST");
      return;
    }
    AccessApi.read(
        context,
        (asked, body) -> {
          new Fields(body, Set.of()).check();
          T receiver = present.get();
          if (receiver == null) {
            Replies.problem(asked, 409, missing);
          } else {
            test.accept(asked, receiver);
          }
        });
  }
}
