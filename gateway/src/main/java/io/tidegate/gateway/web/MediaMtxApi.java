package io.tidegate.gateway.web;

import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.hub.StreamView;
import io.tidegate.srt.SrtLinks;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/// `/v3`: what scripts read of MediaMTX's API, in its forms, as `openapi-v3-compat.yaml` describes
/// it. From immutable snapshots, any thread; answers whom `/api/v1` answers. Nothing is changed
/// here.
public final class MediaMtxApi {
  private static final String INSTEAD =
      "/v3 is only read: change routes by /api/v1/routes, end sessions by DELETE"
          + " /api/v1/sessions/{id}";

  private static final int USUAL_PAGE = 100;

  /// What answers are made of.
  ///
  /// @param started when the process began to serve
  public record Views(
      StreamRegistry streams,
      SessionRegistry sessions,
      SrtLinks links,
      RouteTable routes,
      Settings settings,
      Instant started) {}

  private static final OnDemand<Buffer> DESCRIPTION =
      new OnDemand<>(() -> Buffer.buffer(WebFiles.bytes("/openapi-v3-compat.yaml")));

  private final Views views;
  private final Guard guard;
  private final String version;

  public MediaMtxApi(Views views, Guard guard, String version) {
    this.views = views;
    this.guard = guard;
    this.version = version;
  }

  public void mount(Router router) {
    router.route("/v3/*").handler(this::admit);
    on(router, "/v3/openapi.yaml", MediaMtxApi::describe);
    on(router, "/v3/info", context -> Replies.json(context, info()));
    list(router, "paths", this::paths, "name", "name");
    list(router, "hlsmuxers", this::muxers, "path", "path");
    sessions(router, "rtspconns", sessions -> sessions.rtspConnections(Protocol.RTSP));
    sessions(router, "rtspsconns", sessions -> sessions.rtspConnections(Protocol.RTSPS));
    sessions(router, "rtspsessions", sessions -> sessions.rtspSessions(Protocol.RTSP));
    sessions(router, "rtspssessions", sessions -> sessions.rtspSessions(Protocol.RTSPS));
    sessions(router, "rtmpconns", sessions -> sessions.rtmpConnections(Protocol.RTMP));
    sessions(router, "rtmpsconns", sessions -> sessions.rtmpConnections(Protocol.RTMPS));
    sessions(router, "srtconns", MediaMtxSessions::srtConnections);
    sessions(router, "webrtcsessions", _ -> List.of());
    list(router, "config/paths", this::configuredPaths, "name", "name");
    on(
        router,
        "/v3/config/global/get",
        context -> Replies.json(context, MediaMtxConfig.global(views.settings())));
    on(
        router,
        "/v3/config/pathdefaults/get",
        context -> Replies.json(context, MediaMtxConfig.defaults(views.settings())));
    router
        .route("/v3/*")
        .handler(context -> error(context, 404, "no such resource, see /v3/openapi.yaml"));
  }

  private void admit(RoutingContext context) {
    guard.admit(context, Permissions.COMPATIBLE, MediaMtxApi::error, () -> read(context));
  }

  private static void read(RoutingContext context) {
    HttpMethod method = context.request().method();
    if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
      context.next();
    } else if (method.equals(HttpMethod.OPTIONS)) {
      context.response().setStatusCode(204).putHeader(HttpHeaders.ALLOW, Replies.METHODS).end();
    } else {
      context.response().putHeader(HttpHeaders.ALLOW, Replies.METHODS);
      error(context, 405, INSTEAD);
    }
  }

  private static void on(Router router, String path, Handler<RoutingContext> handler) {
    router.route(path).handler(handler);
  }

  private void sessions(
      Router router, String name, Function<MediaMtxSessions, List<JsonObject>> items) {
    list(router, name, () -> items.apply(MediaMtxSessions.of(views)), "id", "path");
  }

  /// `/v3/NAME/list` and `/v3/NAME/get/ID`, of those streams that the caller sees.
  ///
  /// @param id the member that they are asked for by
  /// @param key the member with the stream's key
  private static void list(
      Router router, String name, Supplier<List<JsonObject>> items, String id, String key) {
    on(
        router,
        "/v3/" + name + "/list",
        context -> page(context, Caller.of(context).seen(items.get(), key)));
    String get = "/v3/" + name + "/get/";
    on(
        router,
        get + "*",
        context -> {
          String wanted = context.normalizedPath().substring(get.length());
          Optional<JsonObject> found =
              Caller.of(context).seen(items.get(), key).stream()
                  .filter(json -> isCalled(wanted, json.getString(id)))
                  .findFirst();
          found.ifPresentOrElse(
              json -> Replies.json(context, json),
              () -> error(context, 404, "not found: look it up in /v3/" + name + "/list"));
        });
  }

  /// A key of one part means app `live`, here as everywhere.
  private static boolean isCalled(String wanted, String id) {
    return id.equals(wanted) || id.equals(StreamKey.DEFAULT_APP + "/" + wanted);
  }

  private static void page(RoutingContext context, List<JsonObject> all) {
    MultiMap query = context.queryParams();
    int perPage;
    int page;
    try {
      perPage = number(query.get("itemsPerPage"), "itemsPerPage", USUAL_PAGE, 1);
      page = number(query.get("page"), "page", 0, 0);
    } catch (IllegalArgumentException wrong) {
      error(context, 400, String.valueOf(wrong.getMessage()));
      return;
    }
    long from = Math.min((long) page * perPage, all.size());
    long to = Math.min(from + perPage, all.size());
    Replies.json(
        context,
        new JsonObject()
            .put("itemCount", all.size())
            .put("pageCount", (all.size() + perPage - 1L) / perPage)
            .put("items", new JsonArray(all.subList((int) from, (int) to))));
  }

  private static int number(@Nullable String text, String name, int fallback, int least) {
    if (text == null || text.isEmpty()) {
      return fallback;
    }
    if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < least) {
      throw new IllegalArgumentException(
          name + ": expected a whole number, " + least + " or more; pages count from 0");
    }
    return Integer.parseInt(text);
  }

  /// In MediaMTX's form.
  private static void error(RoutingContext context, int status, String what) {
    context.response().setStatusCode(status);
    Replies.json(context, new JsonObject().put("status", "error").put("error", what));
  }

  private static void describe(RoutingContext context) {
    context.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml; charset=utf-8");
    DESCRIPTION.get(context, text -> Replies.end(context, text));
  }

  private JsonObject info() {
    return new JsonObject()
        .put("version", "tidegate " + version)
        .put("started", views.started().toString());
  }

  /// Streams, and routes that are on and have none: MediaMTX lists both.
  private List<JsonObject> paths() {
    MediaMtxSessions sessions = MediaMtxSessions.of(views);
    Map<StreamKey, @Nullable StreamView> all = new TreeMap<>();
    for (RouteSpec route : views.routes().routes()) {
      if (route.enabled() && !route.key().isPattern()) {
        all.put(route.key(), null);
      }
    }
    views.streams().views().forEach(view -> all.put(view.key(), view));
    List<JsonObject> items = new ArrayList<>(all.size());
    all.forEach(
        (key, view) -> items.add(sessions.path(key, view, views.routes().find(key) != null)));
    return items;
  }

  private List<JsonObject> muxers() {
    return MediaMtxSessions.of(views).hlsMuxers();
  }

  private List<JsonObject> configuredPaths() {
    return views.routes().routes().stream()
        .map(route -> MediaMtxConfig.path(route, views.settings()))
        .toList();
  }
}
