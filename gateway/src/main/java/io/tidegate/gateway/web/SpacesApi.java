package io.tidegate.gateway.web;

import io.tidegate.gateway.account.SpaceBook;
import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.space.Space;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// `/api/v1/spaces`: who has how much. Event loops; the store waits elsewhere.
public final class SpacesApi {
  private static final String LIST = "/api/v1/spaces";
  private static final String OF_ONE = "GET, HEAD, OPTIONS, PUT, DELETE";
  private static final Set<String> NAMES = Set.of("name", "quotas", "storage", "version", "usage");
  private static final Set<String> QUOTAS = Set.of("routes", "publishers", "viewers", "egressBps");

  private final SpaceBook spaces;
  private final Predicate<String> isProfile;

  /// @param isProfile whether there is a storage profile of a name
  public SpacesApi(SpaceBook spaces, Predicate<String> isProfile) {
    this.spaces = spaces;
    this.isProfile = isProfile;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(router, LIST, this::list);
    router.route(LIST + "/:name").handler(this::one);
  }

  private void list(RoutingContext context) {
    Caller caller = Caller.of(context);
    List<JsonObject> items =
        spaces.all().stream()
            .filter(space -> caller.sees(space.pattern()))
            .map(this::json)
            .toList();
    Replies.json(context, new JsonObject().put("items", new JsonArray(items)).putNull("next"));
  }

  private JsonObject json(Space space) {
    SpaceBook.Usage usage = spaces.usage(space.name());
    return new JsonObject()
        .put("name", space.name())
        .put(
            "quotas",
            quotas(
                space.quotas().routes(),
                space.quotas().publishers(),
                space.quotas().viewers(),
                space.quotas().egressBps()))
        .put("storage", space.storage())
        .put(
            "usage", quotas(usage.routes(), usage.publishers(), usage.viewers(), usage.egressBps()))
        .put("version", space.version());
  }

  private static JsonObject quotas(long routes, long publishers, long viewers, long egressBps) {
    return new JsonObject()
        .put("routes", routes)
        .put("publishers", publishers)
        .put("viewers", viewers)
        .put("egressBps", egressBps);
  }

  private void one(RoutingContext context) {
    String name = context.pathParam("name");
    if (context.request().method().equals(HttpMethod.PUT)) {
      AccessApi.read(context, (asked, body) -> put(asked, name, body));
      return;
    }
    Space space = Space.isName(name) ? spaces.find(name) : null;
    if (space == null || !Caller.of(context).sees(space.pattern())) {
      Replies.problem(context, 404, "no space " + name.replaceAll("\\p{Cntrl}", "?"));
      return;
    }
    switch (context.request().method().name()) {
      case "GET", "HEAD" -> show(context, 200, space);
      case "DELETE" -> {
        if (conditional(context, space)) {
          StoreReplies.when(
              context,
              spaces.remove(Caller.who(context), name, EntityTags.meant(context.request())),
              _ -> context.response().setStatusCode(204).end());
        }
      }
      case "OPTIONS" -> UsersApi.options(context, OF_ONE);
      default -> Replies.methodNotAllowed(context, OF_ONE);
    }
  }

  private void put(RoutingContext context, String name, JsonObject body) throws ConfigException {
    Fields fields = new Fields(body, NAMES);
    if (!Space.isName(name) || !name.equals(body.getValue("name", name))) {
      fields.wrong("name", "expected the first part of keys, as in the path");
    }
    String storage = body.getValue("storage", "") instanceof String text ? text : "?";
    if (!Space.isStorage(storage)) {
      fields.wrong("storage", "expected the name of a storage profile: a-z 0-9 . _ -");
    } else if (!storage.isEmpty() && !isProfile.test(storage)) {
      fields.wrong("storage", "expected a storage profile that is there");
    }
    Space.Quotas quotas = quotas(fields, body);
    fields.check();
    Space present = spaces.find(name);
    if (present != null && !conditional(context, present)) {
      return;
    }
    StoreReplies.when(
        context,
        spaces.put(
            Caller.who(context),
            new Space(name, quotas, storage, 0),
            EntityTags.meant(context.request())),
        space -> show(context, present == null ? 201 : 200, space));
  }

  private static Space.Quotas quotas(Fields fields, JsonObject body) {
    if (!fields.has("quotas")) {
      return Space.Quotas.NONE;
    }
    if (!(body.getValue("quotas") instanceof JsonObject quotas)
        || !QUOTAS.containsAll(quotas.fieldNames())) {
      fields.wrong("quotas", "expected " + String.join(", ", QUOTAS.stream().sorted().toList()));
      return Space.Quotas.NONE;
    }
    return new Space.Quotas(
        quota(fields, quotas, "routes"),
        quota(fields, quotas, "publishers"),
        quota(fields, quotas, "viewers"),
        quota(fields, quotas, "egressBps"));
  }

  private static long quota(Fields fields, JsonObject quotas, String name) {
    Object value = quotas.getValue(name);
    if (value == null) {
      return 0;
    }
    if (value instanceof Integer || value instanceof Long) {
      long number = ((Number) value).longValue();
      if (number >= 0 && number <= Space.Quotas.MAX) {
        return number;
      }
    }
    fields.wrong("quotas." + name, "expected a whole number from 0, which is no limit");
    return 0;
  }

  private static boolean conditional(RoutingContext context, Space present) {
    if (EntityTags.isConditional(context.request())) {
      return true;
    }
    context.response().putHeader(HttpHeaders.ETAG, EntityTags.of(present.version()));
    EntityTags.missing(context);
    return false;
  }

  private static void show(RoutingContext context, int status, Space space, JsonObject json) {
    context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.ETAG, EntityTags.of(space.version()));
    Replies.json(context, json);
  }

  private void show(RoutingContext context, int status, Space space) {
    show(context, status, space, json(space));
  }
}
