package io.tidegate.gateway.web;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.notify.Webhooks;
import io.tidegate.gateway.webhook.Delivery;
import io.tidegate.gateway.webhook.Webhook;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/// What was sent to one webhook, how it went, and once more. Event loops.
final class DeliveriesApi {
  private static final Set<String> NAMES = Set.of("limit", "before");
  private static final int MAX_LIMIT = 1_000;
  private static final int USUAL_LIMIT = 100;
  private static final int MAX_NUMBER = 999_999_999;

  private final Webhooks webhooks;

  DeliveriesApi(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  void list(RoutingContext context, Webhook webhook) {
    int limit;
    int before;
    try {
      RouteFilter.known(context.queryParams(), NAMES);
      limit = RouteFilter.number(context.queryParams(), "limit", USUAL_LIMIT, MAX_LIMIT);
      before = RouteFilter.number(context.queryParams(), "before", Integer.MAX_VALUE, MAX_NUMBER);
    } catch (IllegalArgumentException wrong) {
      StoreReplies.badParameter(context, wrong);
      return;
    }
    // one more than the page has tells whether there is a next one
    StoreReplies.when(
        context,
        webhooks.deliveries(webhook.id(), before, limit + 1),
        found ->
            Replies.json(
                context,
                NumberedPage.of(found, limit, Delivery::number).json(DeliveriesApi::json)));
  }

  /// One message at once, beside all that waits.
  void test(RoutingContext context, Webhook webhook) {
    AccessApi.read(
        context,
        (asked, body) -> {
          new Fields(body, Set.of()).check();
          StoreReplies.when(
              asked,
              webhooks.test(webhook),
              outcome -> Replies.json(asked, WebhookJson.outcome(outcome)));
        });
  }

  void replay(RoutingContext context, Webhook webhook) {
    AccessApi.read(context, (asked, body) -> replay(asked, webhook, body));
  }

  private void replay(RoutingContext context, Webhook webhook, JsonObject body)
      throws ConfigException {
    Fields fields = new Fields(body, Set.of("from", "to"));
    if (!fields.has("from")) {
      fields.wrong("from", "expected the number of a delivery");
    }
    long from = fields.number("from", 0, 1, MAX_NUMBER);
    long to = fields.number("to", from, from, MAX_NUMBER);
    fields.check();
    StoreReplies.when(
        context,
        webhooks.replay(webhook.id(), from, to),
        queued -> {
          context.response().setStatusCode(202);
          Replies.json(context, new JsonObject().put("queued", queued));
        });
  }

  private static JsonObject json(Delivery delivery) {
    boolean waits = delivery.state() == Delivery.State.WAITING;
    return new JsonObject()
        .put("number", delivery.number())
        .put("id", delivery.id())
        .put("event", delivery.occasion())
        .put("key", delivery.key())
        .put("at", delivery.at().toString())
        .put("state", delivery.state().label())
        .put("attempts", delivery.attempts())
        .put("next", waits ? delivery.next().toString() : null)
        .put("last", WebhookJson.last(delivery.last()))
        .put("body", delivery.body());
  }
}
