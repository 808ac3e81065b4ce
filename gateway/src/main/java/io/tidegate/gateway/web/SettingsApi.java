package io.tidegate.gateway.web;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.SettingForm;
import io.tidegate.gateway.config.SettingView;
import io.tidegate.gateway.config.SettingsSource;
import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.route.Fault;
import io.tidegate.gateway.settings.SettingsBook;
import io.tidegate.gateway.store.SettingsVersion;
import io.tidegate.media.Nullable;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/// `/api/v1/settings`: every setting, those that may be changed, and the history of that. Event
/// loops; the store does what waits.
public final class SettingsApi {
  private static final String PATH = "/api/v1/settings";
  private static final String METHODS = "GET, HEAD, OPTIONS, PATCH";
  private static final int MAX_LIMIT = 1_000;
  private static final int USUAL_LIMIT = 100;

  /// All keys with the longest of texts.
  private static final int MAX_BYTES = 64 << 10;

  private final SettingsBook book;

  public SettingsApi(SettingsBook book) {
    this.book = book;
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mount(Router router) {
    router.route(PATH).handler(this::settings);
    ReadOnly.mount(router, PATH + "/versions", context -> versions(context, book::changes));
    ReadOnly.mount(router, PATH + "/versions/:version", this::version);
    router.route(PATH + "/versions/:version/undo").handler(this::undo);
  }

  private void settings(RoutingContext context) {
    switch (context.request().method().name()) {
      case "GET", "HEAD" -> show(context);
      case "PATCH" ->
          RequestBody.json(
              context,
              MAX_BYTES,
              Set.of(RequestBody.MERGE_PATCH, RequestBody.JSON),
              body -> patch(context, body));
      case "OPTIONS" ->
          context.response().setStatusCode(204).putHeader(HttpHeaders.ALLOW, METHODS).end();
      default -> Replies.methodNotAllowed(context, METHODS);
    }
  }

  private void show(RoutingContext context) {
    JsonObject all = json();
    context.response().putHeader(HttpHeaders.ETAG, EntityTags.of(book.newest().version()));
    Replies.json(context, all);
  }

  /// All of them, without secrets.
  JsonObject json() {
    List<SettingView> views = book.views();
    return new JsonObject()
        .put("version", book.newest().version())
        .put("pendingRestart", views.stream().anyMatch(view -> view.pending() != null))
        .put("items", new JsonArray(views.stream().map(SettingsApi::json).toList()));
  }

  private static JsonObject json(SettingView view) {
    return new JsonObject()
        .put("key", view.path())
        .put("value", view.value())
        .put("default", view.fallback())
        .put("source", view.origin().label())
        .put("place", view.place())
        .put("change", view.changeable().label())
        .put("pending", view.pending())
        .put("secret", view.meaning().secret())
        .put("expected", view.meaning().expected())
        .put("about", view.meaning().about())
        .mergeIn(form(view.meaning().form()));
  }

  private static JsonObject form(SettingForm form) {
    return new JsonObject()
        .put("type", form.type())
        .put("words", new JsonArray(form.words()))
        .put("min", form.min())
        .put("max", form.max())
        .put("unit", form.unit());
  }

  private void patch(RoutingContext context, JsonObject body) {
    if (context.request().getHeader("If-Match") == null) {
      EntityTags.missing(context);
      return;
    }
    Map<String, @Nullable String> changes;
    try {
      changes = changes(body);
      book.check(changes);
    } catch (ConfigException wrong) {
      StoreReplies.invalid(context, wrong);
      return;
    }
    StoreReplies.when(
        context,
        book.change(
            Caller.who(context),
            changes,
            version -> EntityTags.isMetBy(context.request(), version)),
        _ -> show(context),
        () -> stale(context));
  }

  /// Values are written as in the file; numbers and switches may be JSON's.
  private static Map<String, @Nullable String> changes(JsonObject body) throws ConfigException {
    Map<String, @Nullable String> changes = new LinkedHashMap<>();
    List<Fault> faults = new ArrayList<>();
    for (Map.Entry<String, Object> entry : body) {
      switch (entry.getValue()) {
        case null -> changes.put(entry.getKey(), null);
        case String text -> changes.put(entry.getKey(), text);
        case Number number -> changes.put(entry.getKey(), number.toString());
        case Boolean flag -> changes.put(entry.getKey(), flag.toString());
        default -> faults.add(new Fault(entry.getKey(), "expected a text, a number or null"));
      }
    }
    if (!faults.isEmpty()) {
      throw ConfigException.of(faults);
    }
    return changes;
  }

  private void stale(RoutingContext context) {
    context.response().putHeader(HttpHeaders.ETAG, EntityTags.of(book.newest().version()));
    Replies.problem(
        context,
        412,
        "the settings have changed since; current is as they stand",
        new JsonObject().put("current", json()));
  }

  /// Numbered versions, newest first.
  @FunctionalInterface
  interface Versions {
    /// @param number of the first one that is too new
    CompletableFuture<List<SettingsVersion>> before(long number, int limit);
  }

  /// Answers with the page of `versions` that is asked for.
  static void versions(RoutingContext context, Versions versions) {
    int limit;
    int before;
    try {
      limit = RouteFilter.number(context.queryParams(), "limit", USUAL_LIMIT, MAX_LIMIT);
      before = RouteFilter.number(context.queryParams(), "before", Integer.MAX_VALUE, 999_999_999);
    } catch (IllegalArgumentException wrong) {
      StoreReplies.badParameter(context, wrong);
      return;
    }
    StoreReplies.when(
        context,
        versions.before(before, limit + 1),
        found ->
            Replies.json(
                context,
                NumberedPage.of(found, limit, SettingsVersion::version).json(SettingsApi::json)));
  }

  private void version(RoutingContext context) {
    Long version = number(context);
    if (version != null) {
      StoreReplies.when(context, book.find(version), found -> Replies.json(context, json(found)));
    }
  }

  private void undo(RoutingContext context) {
    if (!context.request().method().name().equals("POST")) {
      Replies.methodNotAllowed(context, "POST");
      return;
    }
    Long version = number(context);
    if (version != null) {
      RequestBody.json(
          context,
          MAX_BYTES,
          Set.of(RequestBody.JSON),
          _ ->
              StoreReplies.when(
                  context,
                  book.undo(Caller.who(context), version),
                  done -> Replies.json(context, json(done))));
    }
  }

  /// Null when it is answered that there is none.
  private static @Nullable Long number(RoutingContext context) {
    String text = context.pathParam("version");
    if (!text.matches("\\d{1,9}")) {
      Replies.problem(context, 404, "no version " + text + " in the history of the settings");
      return null;
    }
    return Long.valueOf(text);
  }

  static JsonObject json(SettingsVersion version) {
    JsonArray diff = new JsonArray();
    Set<String> paths = new TreeSet<>(version.before().keySet());
    paths.addAll(version.values().keySet());
    for (String path : paths) {
      String before = version.before().get(path);
      String after = version.values().get(path);
      if (!Objects.equals(before, after)) {
        diff.add(
            new JsonObject()
                .put("path", path)
                .put("before", shown(path, before))
                .put("after", shown(path, after)));
      }
    }
    return new JsonObject()
        .put("version", version.version())
        .put("at", version.at().toString())
        .put("who", version.who())
        .put("action", version.action())
        .put("diff", diff);
  }

  private static @Nullable String shown(String path, @Nullable String value) {
    return value != null && !value.isEmpty() && SettingsSource.isSecret(path) ? Token.MASK : value;
  }
}
