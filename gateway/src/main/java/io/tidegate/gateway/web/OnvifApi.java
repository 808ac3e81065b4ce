package io.tidegate.gateway.web;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.onvif.DeviceOrder;
import io.tidegate.gateway.onvif.Devices;
import io.tidegate.gateway.onvif.NetworkView;
import io.tidegate.gateway.onvif.SearchOrder;
import io.tidegate.gateway.onvif.SearchView;
import io.tidegate.gateway.onvif.Searches;
import io.tidegate.media.Nullable;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/// `/api/v1/onvif`: cameras of the network, and what they have. Any thread.
public final class OnvifApi {
  private static final String PATH = "/api/v1/onvif";

  /// When one of those under way may have ended.
  private static final int RETRY_AFTER_SECONDS = 5;

  private final Searches searches;
  private final Devices devices;

  public OnvifApi(Searches searches, Devices devices) {
    this.searches = searches;
    this.devices = devices;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(router, PATH + "/interfaces", OnvifApi::interfaces);
    router
        .route(PATH + "/searches")
        .handler(context -> LookReplies.posted(context, body -> beginSearch(context, body)));
    router.route(PATH + "/searches/:id").handler(this::search);
    router
        .route(PATH + "/describe")
        .handler(context -> LookReplies.posted(context, body -> describe(context, body)));
  }

  private static void interfaces(RoutingContext context) {
    var _ =
        context
            .vertx()
            .executeBlocking(NetworkView::all)
            .onFailure(context::fail)
            .onSuccess(found -> {
              JsonArray items = new JsonArray(found.stream().map(OnvifJson::network).toList());
              Replies.json(context, new JsonObject().put("items", items));
            });
  }

  private void beginSearch(RoutingContext context, JsonObject body) {
    // interfaces are asked for: not on a loop
    var _ =
        context
            .vertx()
            .executeBlocking(() -> SearchOrder.parse(body))
            .onSuccess(order -> begun(context, searches.begin(order)))
            .onFailure(failure -> {
              if (failure instanceof ConfigException wrong) {
                StoreReplies.invalid(context, wrong);
              } else {
                context.fail(failure);
              }
            });
  }

  private static void begun(RoutingContext context, @Nullable SearchView view) {
    if (view == null) {
      busy(context, "at most " + Searches.MOST_AT_ONCE + " searches at a time");
      return;
    }
    context
        .response()
        .setStatusCode(201)
        .putHeader(HttpHeaders.LOCATION, PATH + "/searches/" + view.id());
    Replies.json(context, OnvifJson.search(view));
  }

  private void search(RoutingContext context) {
    String id = context.pathParam("id");
    HttpMethod method = context.request().method();
    if (method.equals(HttpMethod.DELETE)) {
      if (searches.end(id)) {
        context.response().setStatusCode(204).end();
      } else {
        absent(context);
      }
    } else if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
      SearchView view = searches.find(id);
      if (view == null) {
        absent(context);
      } else {
        Replies.json(context, OnvifJson.search(view));
      }
    } else {
      Replies.methodNotAllowed(context, "GET, HEAD, DELETE");
    }
  }

  private static void absent(RoutingContext context) {
    Replies.problem(context, 404, "there is no such search, or none any more");
  }

  private void describe(RoutingContext context, JsonObject body) throws ConfigException {
    Devices.Running running = devices.begin(DeviceOrder.parse(body));
    if (running == null) {
      busy(context, "at most " + Devices.MOST_AT_ONCE + " cameras are asked at a time");
      return;
    }
    LookReplies.when(context, running.report(), running.cancel(), OnvifJson::device);
  }

  private static void busy(RoutingContext context, String says) {
    LookReplies.busy(context, RETRY_AFTER_SECONDS, says);
  }
}
