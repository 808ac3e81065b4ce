package io.tidegate.gateway.web;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.StorageDocuments;
import io.tidegate.gateway.storage.ObjectPath;
import io.tidegate.gateway.storage.QueuedUpload;
import io.tidegate.gateway.storage.StorageBackend;
import io.tidegate.gateway.storage.StorageBook;
import io.tidegate.gateway.storage.StorageSpec;
import io.tidegate.media.Nullable;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `/api/v1/storage`: where recordings and pictures go, with `ETag` and `If-Match` as routes have
/// them. Event loops; disks and networks are waited for elsewhere.
public final class StorageApi {
  private static final String LIST = "/api/v1/storage";
  private static final String OF_ONE = "GET, HEAD, OPTIONS, PUT, DELETE";
  private static final int MAX_LIMIT = 1_000;
  private static final int USUAL_LIMIT = 100;
  private static final int WEEK_SECONDS = 604_800;

  private final StorageBook book;
  private final Clock clock;

  public StorageApi(StorageBook book, Clock clock) {
    this.book = book;
    this.clock = clock;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    ReadOnly.mount(router, LIST, this::all);
    router.route(LIST + "/:name").handler(this::one);
    router.route(LIST + "/:name/test").handler(context -> posted(context, this::test));
    router.route(LIST + "/:name/presign").handler(context -> posted(context, this::presign));
    ReadOnly.mount(router, LIST + "/:name/uploads", this::uploads);
  }

  private void all(RoutingContext context) {
    List<JsonObject> items = book.views().stream().map(StorageJson::of).toList();
    Replies.json(
        context,
        new JsonObject()
            .put("items", new JsonArray(items))
            .putNull("next")
            .put("total", items.size()));
  }

  private void one(RoutingContext context) {
    String name = context.pathParam("name");
    String method = context.request().method().name();
    if (method.equals("PUT")) {
      AccessApi.read(context, (asked, body) -> put(asked, name, body));
      return;
    }
    if (method.equals("OPTIONS")) {
      UsersApi.options(context, OF_ONE);
      return;
    }
    StorageBook.View found = find(context);
    if (found == null) {
      return;
    }
    switch (method) {
      case "GET", "HEAD" -> show(context, 200, found);
      case "DELETE" -> {
        if (isConditional(context)) {
          StoreReplies.when(
              context,
              book.remove(Caller.who(context), name, EntityTags.meant(context.request())),
              _ -> context.response().setStatusCode(204).end());
        }
      }
      default -> Replies.methodNotAllowed(context, OF_ONE);
    }
  }

  private void put(RoutingContext context, String name, JsonObject body) throws ConfigException {
    StorageBook.View present = book.find(name);
    JsonObject named = body.copy();
    if (!named.containsKey("name")) {
      named.put("name", name);
    }
    StorageSpec spec = StorageDocuments.read(named, present == null ? null : present.spec());
    if (!spec.name().equals(name)) {
      Fields fields = new Fields(body, body.fieldNames());
      fields.wrong("name", "expected the name of the path");
      fields.check();
    }
    boolean isNew = present == null || present.origin() == StorageBook.Origin.OWN;
    if (isNew || isConditional(context)) {
      StoreReplies.when(
          context,
          book.put(Caller.who(context), spec, EntityTags.meant(context.request())),
          view -> show(context, isNew ? 201 : 200, view));
    }
  }

  private static boolean isConditional(RoutingContext context) {
    if (EntityTags.isConditional(context.request())) {
      return true;
    }
    EntityTags.missing(context);
    return false;
  }

  private static void show(RoutingContext context, int status, StorageBook.View view) {
    context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.ETAG, EntityTags.of(view.version()));
    Replies.json(context, StorageJson.of(view));
  }

  /// Something that is asked of one of them.
  @FunctionalInterface
  private interface Act {
    void on(RoutingContext context, String name, JsonObject body) throws ConfigException;
  }

  private void posted(RoutingContext context, Act act) {
    if (!context.request().method().name().equals("POST")) {
      Replies.methodNotAllowed(context, "POST");
      return;
    }
    StorageBook.View found = find(context);
    if (found != null) {
      AccessApi.read(context, (asked, body) -> act.on(asked, found.spec().name(), body));
    }
  }

  private void test(RoutingContext context, String name, JsonObject body) throws ConfigException {
    new Fields(body, Set.of()).check();
    StoreReplies.when(
        context, book.test(name), trial -> Replies.json(context, StorageJson.of(trial)));
  }

  private void presign(RoutingContext context, String name, JsonObject body)
      throws ConfigException {
    Fields fields = new Fields(body, Set.of("path", "method", "seconds"));
    ObjectPath path = path(fields);
    String method = fields.has("method") ? fields.text("method") : "GET";
    if (!method.equals("GET") && !method.equals("PUT")) {
      fields.wrong("method", "expected GET or PUT");
    }
    long seconds = fields.number("seconds", book.presign(name).toSeconds(), 1, WEEK_SECONDS);
    fields.check();
    StorageBackend.Access access =
        method.equals("PUT") ? StorageBackend.Access.PUT : StorageBackend.Access.GET;
    Duration valid = Duration.ofSeconds(seconds);
    Optional<URI> link = book.storage().find(name).flatMap(one -> one.link(path, access, valid));
    if (link.isEmpty()) {
      Replies.problem(context, 409, "this storage profile has no addresses of its own");
      return;
    }
    context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    Replies.json(
        context,
        new JsonObject()
            .put("url", link.get().toString())
            .put("method", method)
            .put("expires", clock.instant().plusSeconds(seconds).toString()));
  }

  private static ObjectPath path(Fields fields) {
    try {
      return new ObjectPath(fields.text("path"));
    } catch (IllegalArgumentException none) {
      fields.wrong("path", "expected a path: " + none.getMessage());
      return new ObjectPath("none");
    }
  }

  private void uploads(RoutingContext context) {
    StorageBook.View found = find(context);
    if (found == null) {
      return;
    }
    int limit;
    int after;
    try {
      RouteFilter.known(context.queryParams(), Set.of("limit", "after"));
      limit = RouteFilter.number(context.queryParams(), "limit", USUAL_LIMIT, MAX_LIMIT);
      after = RouteFilter.number(context.queryParams(), "after", 0, Integer.MAX_VALUE);
    } catch (IllegalArgumentException wrong) {
      StoreReplies.badParameter(context, wrong);
      return;
    }
    // one more than the page has tells whether there is a next one
    StoreReplies.when(
        context,
        book.storage().waiting(found.spec().name(), after, limit + 1),
        waiting -> {
          List<QueuedUpload> page = waiting.subList(0, Math.min(limit, waiting.size()));
          Replies.json(
              context,
              new JsonObject()
                  .put("items", new JsonArray(page.stream().map(StorageJson::of).toList()))
                  .put("next", waiting.size() > limit ? "" + page.getLast().number() : null));
        });
  }

  /// Null when it is answered that there is none.
  private StorageBook.@Nullable View find(RoutingContext context) {
    StorageBook.View found = book.find(context.pathParam("name"));
    if (found == null) {
      Replies.problem(context, 404, "no such storage profile");
    }
    return found;
  }
}
