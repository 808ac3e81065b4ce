package io.tidegate.gateway.web;

import io.tidegate.gateway.mail.Mailer;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.function.Supplier;

/// `/api/v1/mail`: how letters fare, and whether they come through. Event loops.
public final class MailApi {
  private final Supplier<@Nullable Mailer> mailer;

  /// @param mailer null where the settings name no mail server
  public MailApi(Supplier<@Nullable Mailer> mailer) {
    this.mailer = mailer;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(router, "/api/v1/mail", this::show);
    router.route("/api/v1/mail/test").handler(this::test);
  }

  private void show(RoutingContext context) {
    Mailer present = mailer.get();
    JsonObject json = new JsonObject().put("configured", present != null);
    if (present != null) {
      json.put("waiting", present.waiting())
          .put("sent", present.sent())
          .put("failures", present.failures())
          .put("dropped", present.dropped())
          .put("problem", present.problem());
    }
    Replies.json(context, json);
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
          Mailer present = mailer.get();
          if (present == null) {
            Replies.problem(asked, 409, "the setting mail.host names no mail server");
            return;
          }
          StoreReplies.when(
              asked,
              present.test(),
              problem ->
                  Replies.json(
                      asked,
                      new JsonObject().put("ok", problem.isEmpty()).put("problem", problem)));
        });
  }
}
