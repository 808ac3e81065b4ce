package io.tidegate.gateway.web;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.notify.WebhookView;
import io.tidegate.gateway.notify.Webhooks;
import io.tidegate.gateway.webhook.Webhook;
import io.tidegate.media.Nullable;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// `/api/v1/webhooks`: who is told what happens, with `ETag` and `If-Match` as routes have them.
/// Event loops; the store waits elsewhere.
public final class WebhooksApi {
  private static final String LIST = "/api/v1/webhooks";
  private static final String OF_LIST = "GET, HEAD, OPTIONS, POST";
  private static final String OF_ONE = "GET, HEAD, OPTIONS, PUT, DELETE";

  private final Webhooks webhooks;
  private final DeliveriesApi deliveries;

  public WebhooksApi(Webhooks webhooks) {
    this.webhooks = webhooks;
    this.deliveries = new DeliveriesApi(webhooks);
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    router.route(LIST).handler(this::all);
    router.route(LIST + "/:id").handler(this::one);
    router.route(LIST + "/:id/test").handler(context -> posted(context, deliveries::test));
    router.route(LIST + "/:id/replay").handler(context -> posted(context, deliveries::replay));
    ReadOnly.mount(
        router,
        LIST + "/:id/deliveries",
        context -> {
          WebhookView found = find(context);
          if (found != null) {
            deliveries.list(context, found.webhook());
          }
        });
  }

  private void all(RoutingContext context) {
    switch (context.request().method().name()) {
      case "GET", "HEAD" -> ListQuery.answer(context, Set.of(), this::page);
      case "POST" -> AccessApi.read(context, this::create);
      case "OPTIONS" -> UsersApi.options(context, OF_LIST);
      default -> Replies.methodNotAllowed(context, OF_LIST);
    }
  }

  private JsonObject page(ListQuery query) {
    List<WebhookView> all =
        webhooks.list().stream().sorted(Comparator.comparing(view -> view.webhook().id())).toList();
    return new ListPage<WebhookView>(
            query.limit(),
            view -> query.says(view.webhook().wish().name(), view.webhook().wish().url()),
            view -> view.webhook().id().compareTo(query.after()) > 0,
            view -> view.webhook().id())
        .of(all, WebhookJson::of);
  }

  private void create(RoutingContext context, JsonObject body) throws ConfigException {
    Webhook.Wish wish = WebhookJson.wish(body, null);
    StoreReplies.when(
        context, webhooks.create(Caller.who(context), wish), made -> show(context, 201, made));
  }

  private void one(RoutingContext context) {
    String method = context.request().method().name();
    if (method.equals("OPTIONS")) {
      UsersApi.options(context, OF_ONE);
      return;
    }
    WebhookView found = find(context);
    if (found == null) {
      return;
    }
    switch (method) {
      case "GET", "HEAD" -> show(context, 200, found);
      case "PUT" ->
          conditional(
              context, () -> AccessApi.read(context, (asked, body) -> replace(asked, found, body)));
      case "DELETE" -> conditional(context, () -> remove(context, found.webhook().id()));
      default -> Replies.methodNotAllowed(context, OF_ONE);
    }
  }

  private static void conditional(RoutingContext context, Runnable change) {
    if (EntityTags.isConditional(context.request())) {
      change.run();
    } else {
      EntityTags.missing(context);
    }
  }

  private void replace(RoutingContext context, WebhookView before, JsonObject body)
      throws ConfigException {
    String id = before.webhook().id();
    Webhook.Wish wish = WebhookJson.wish(body, before.webhook().wish());
    HttpServerRequest request = context.request();
    StoreReplies.when(
        context,
        webhooks.replace(
            Caller.who(context),
            id,
            present -> EntityTags.isMetBy(request, present.version()),
            wish),
        after -> show(context, 200, after),
        () -> stale(context, id));
  }

  private void remove(RoutingContext context, String id) {
    HttpServerRequest request = context.request();
    StoreReplies.when(
        context,
        webhooks.remove(
            Caller.who(context), id, present -> EntityTags.isMetBy(request, present.version())),
        _ -> context.response().setStatusCode(204).end(),
        () -> stale(context, id));
  }

  private void stale(RoutingContext context, String id) {
    WebhookView present = webhooks.find(id);
    JsonObject more = new JsonObject();
    if (present == null) {
      more.putNull("current");
    } else {
      more.put("current", WebhookJson.of(present));
    }
    Replies.problem(context, 412, "the webhook has changed since; current is as it stands", more);
  }

  private static void show(RoutingContext context, int status, WebhookView view) {
    context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.ETAG, EntityTags.of(view.webhook().version()));
    Replies.json(context, WebhookJson.of(view));
  }

  /// Something that is done with one of them.
  @FunctionalInterface
  private interface Act {
    void on(RoutingContext context, Webhook webhook);
  }

  private void posted(RoutingContext context, Act act) {
    if (!context.request().method().name().equals("POST")) {
      Replies.methodNotAllowed(context, "POST");
      return;
    }
    WebhookView found = find(context);
    if (found != null) {
      act.on(context, found.webhook());
    }
  }

  /// Null when it is answered that there is none.
  private @Nullable WebhookView find(RoutingContext context) {
    WebhookView found = webhooks.find(context.pathParam("id"));
    if (found == null) {
      Replies.problem(context, 404, "no such webhook");
    }
    return found;
  }
}
