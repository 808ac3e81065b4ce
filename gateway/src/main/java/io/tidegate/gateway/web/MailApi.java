package io.tidegate.gateway.web;

import io.tidegate.gateway.mail.Mailer;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
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
    new ReceiverRoutes<>(
            mailer, "the setting mail.host names no mail server", MailApi::json, MailApi::test)
        .mount(router, "/api/v1/mail");
  }

  private static JsonObject json(Mailer present) {
    return new JsonObject()
        .put("waiting", present.waiting())
        .put("sent", present.sent())
        .put("failures", present.failures())
        .put("dropped", present.dropped())
        .put("problem", present.problem());
  }

  private static void test(RoutingContext asked, Mailer present) {
    StoreReplies.when(
        asked,
        present.test(),
        problem ->
            Replies.json(
                asked, new JsonObject().put("ok", problem.isEmpty()).put("problem", problem)));
  }
}
