package io.tidegate.gateway.web;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.feature.Feature;
import io.tidegate.gateway.feature.FeatureBook;
import io.tidegate.gateway.feature.FeatureTable;
import io.tidegate.gateway.feature.Features;
import io.tidegate.gateway.feature.Target;
import io.tidegate.gateway.route.Fault;
import io.tidegate.media.Nullable;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// `/api/v1/features`: every switch, its values, and the history of those. Event loops; the store
/// does what waits.
public final class FeaturesApi {
  private static final String PATH = "/api/v1/features";
  private static final int MAX_BYTES = 4 << 10;
  private static final int WHOLE = 100;

  private final FeatureBook book;

  public FeaturesApi(FeatureBook book) {
    this.book = book;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(router, PATH, this::show);
    ReadOnly.mount(
        router, PATH + "/versions", context -> SettingsApi.versions(context, book::changes));
    router.route(PATH + "/versions/:version/undo").handler(this::undo);
    router.route(PATH + "/:name").handler(this::one);
  }

  private void show(RoutingContext context) {
    context.response().putHeader(HttpHeaders.ETAG, EntityTags.of(book.newest().version()));
    Replies.json(context, json());
  }

  private JsonObject json() {
    Features features = book.features();
    JsonArray items = new JsonArray();
    Arrays.stream(Feature.values()).forEach(feature -> items.add(json(features, feature)));
    return new JsonObject()
        .put("version", book.newest().version())
        .put("items", items)
        .putNull("next");
  }

  private static JsonObject json(Features features, Feature feature) {
    JsonArray values = new JsonArray();
    features
        .table()
        .of(feature)
        .forEach((target, percent) ->
            values.add(new JsonObject().put("for", target).put("percent", percent)));
    String held = features.held(feature);
    return new JsonObject()
        .put("name", feature.label())
        .put("about", feature.about())
        .put("staging", feature.staging().name().toLowerCase(Locale.ROOT))
        .put("values", values)
        .put("heldOff", held);
  }

  private void one(RoutingContext context) {
    Optional<Feature> feature = Feature.of(context.pathParam("name"));
    if (feature.isEmpty()) {
      Replies.problem(context, 404, "no such switch, see /api/v1/features");
    } else if (!context.request().method().name().equals("PUT")) {
      Replies.methodNotAllowed(context, "PUT");
    } else if (context.request().getHeader("If-Match") == null) {
      EntityTags.missing(context);
    } else {
      RequestBody.json(
          context, MAX_BYTES, Set.of(RequestBody.JSON), body -> set(context, feature.get(), body));
    }
  }

  private void set(RoutingContext context, Feature feature, JsonObject body) {
    FeatureTable.Path path;
    Integer percent;
    try {
      path = new FeatureTable.Path(feature, target(body));
      percent = percent(feature, body);
    } catch (ConfigException wrong) {
      StoreReplies.invalid(context, wrong);
      return;
    }
    StoreReplies.when(
        context,
        book.set(
            Caller.who(context),
            path,
            percent,
            version -> EntityTags.isMetBy(context.request(), version)),
        _ -> show(context),
        () -> stale(context));
  }

  private static Target target(JsonObject body) throws ConfigException {
    new Fields(body, Set.of("for", "percent")).check();
    if (!(body.getValue("for", "all") instanceof String text)) {
      throw wrong("for", "expected all, node:NAME or label:WORD");
    }
    try {
      return Target.parse(text);
    } catch (IllegalArgumentException notOne) {
      throw wrong("for", String.valueOf(notOne.getMessage()));
    }
  }

  /// Null takes the value back.
  private static @Nullable Integer percent(Feature feature, JsonObject body)
      throws ConfigException {
    if (body.containsKey("percent") && body.getValue("percent") == null) {
      return null;
    }
    boolean isWhole =
        body.getValue("percent") instanceof Integer number && number >= 0 && number <= WHOLE;
    if (!isWhole) {
      throw wrong("percent", "expected a whole number, 0 to 100, or null");
    }
    int percent = body.getInteger("percent");
    if (feature.staging() == Feature.Staging.NONE && percent > 0 && percent < WHOLE) {
      throw wrong("percent", "expected 0 or 100: this one is not staged");
    }
    return percent;
  }

  private static ConfigException wrong(String field, String expected) {
    return ConfigException.of(List.of(new Fault(field, expected)));
  }

  private void stale(RoutingContext context) {
    context.response().putHeader(HttpHeaders.ETAG, EntityTags.of(book.newest().version()));
    Replies.problem(context, 412, "the switches have changed since");
  }

  private void undo(RoutingContext context) {
    String version = context.pathParam("version");
    if (!context.request().method().name().equals("POST")) {
      Replies.methodNotAllowed(context, "POST");
    } else if (!version.matches("\\d{1,9}")) {
      Replies.problem(context, 404, "no version " + version + " in the history of the switches");
    } else {
      RequestBody.json(
          context,
          MAX_BYTES,
          Set.of(RequestBody.JSON),
          _ ->
              StoreReplies.when(
                  context,
                  book.undo(Caller.who(context), Long.parseLong(version)),
                  done -> Replies.json(context, SettingsApi.json(done))));
    }
  }
}
