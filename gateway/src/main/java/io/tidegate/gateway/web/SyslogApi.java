package io.tidegate.gateway.web;

import io.tidegate.gateway.syslog.Syslog;
import io.tidegate.gateway.syslog.SyslogSender;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
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
    ReadOnly.mount(router, "/api/v1/syslog", this::show);
    router.route("/api/v1/syslog/test").handler(this::test);
  }

  private void show(RoutingContext context) {
    Syslog present = syslog.get();
    JsonObject json = new JsonObject().put("configured", present != null);
    if (present != null) {
      SyslogSender sender = present.sender();
      json.put("target", sender.target().toString())
          .put("waiting", sender.waiting())
          .put("sent", sender.sent())
          .put("dropped", sender.dropped())
          .put("problem", sender.problem());
    }
    Replies.json(context, json);
  }

  /// Receivers of syslog say nothing: whether it went is seen by [#show].
  private void test(RoutingContext context) {
    if (!context.request().method().name().equals("POST")) {
      Replies.methodNotAllowed(context, "POST");
      return;
    }
    AccessApi.read(
        context,
        (asked, body) -> {
          new Fields(body, Set.of()).check();
          Syslog present = syslog.get();
          if (present == null) {
            Replies.problem(asked, 409, "the setting syslog.target names no receiver");
            return;
          }
          present.test("a message to try this receiver, sent by " + Caller.who(asked));
          asked.response().setStatusCode(202);
          Replies.json(asked, new JsonObject().put("queued", true));
        });
  }
}
