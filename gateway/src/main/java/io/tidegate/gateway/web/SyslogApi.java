package io.tidegate.gateway.web;

import io.tidegate.gateway.syslog.Syslog;
import io.tidegate.gateway.syslog.SyslogSender;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;

/// `/api/v1/syslog`: how the receiver of the log fares, and a message to try it. Event loops.
public final class SyslogApi {
  private final Supplier<@Nullable Syslog> syslog;

  /// @param syslog null where the settings name no receiver
  public SyslogApi(Supplier<@Nullable Syslog> syslog) {
    this.syslog = syslog;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    new ReceiverRoutes<>(
            syslog, "the setting syslog.target names no receiver", SyslogApi::json, SyslogApi::test)
        .mount(router, "/api/v1/syslog");
  }

  private static JsonObject json(Syslog present) {
    SyslogSender sender = present.sender();
    return new JsonObject()
        .put("target", sender.target().toString())
        .put("waiting", sender.waiting())
        .put("sent", sender.sent())
        .put("dropped", sender.dropped())
        .put("problem", sender.problem());
  }

  /// Receivers of syslog say nothing: whether it went is seen by how it fares.
  private static void test(RoutingContext asked, Syslog present) {
    present.test("a message to try this receiver, sent by " + Caller.who(asked));
    asked.response().setStatusCode(202);
    Replies.json(asked, new JsonObject().put("queued", true));
  }
}
