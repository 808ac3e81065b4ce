package io.tidegate.gateway.web;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.hub.StreamView;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// `/api/v1/streams` and `/api/v1/sessions`: what lives now, page by page. Event loop.
final class LiveLists {
  private static final int MAX_LIMIT = 1_000;
  private static final Set<String> OF_STREAMS = Set.of("limit", "after", "q", "app", "state");
  private static final Set<String> OF_SESSIONS =
      Set.of("limit", "after", "q", "key", "kind", "protocol");

  private final StreamRegistry streams;
  private final SessionRegistry sessions;
  private final Function<StreamKey, @Nullable StreamKey> routeOf;

  /// @param routeOf the key of the route that a stream follows, null for none
  LiveLists(
      StreamRegistry streams,
      SessionRegistry sessions,
      Function<StreamKey, @Nullable StreamKey> routeOf) {
    this.streams = streams;
    this.sessions = sessions;
    this.routeOf = routeOf;
  }

  void mount(Router router) {
    ReadOnly.mount(router, "/api/v1/streams", context -> answer(context, this::streams));
    ReadOnly.mount(router, "/api/v1/sessions", context -> answer(context, this::sessions));
  }

  private static void answer(RoutingContext context, Function<MultiMap, JsonObject> list) {
    try {
      Replies.json(context, list.apply(context.queryParams()));
    } catch (IllegalArgumentException wrong) {
      StoreReplies.badParameter(context, wrong);
    }
  }

  private JsonObject streams(MultiMap query) {
    RouteFilter.known(query, OF_STREAMS);
    StreamKey after = RouteFilter.key(query, "after");
    String app = RouteFilter.text(query, "app");
    String state = RouteFilter.text(query, "state");
    String words = words(query);
    ListPage<StreamView> page =
        new ListPage<>(
            limit(query),
            view ->
                is(app, view.key().app())
                    && is(state, view.state().label())
                    && view.key().toString().toLowerCase(Locale.ROOT).contains(words),
            view -> after == null || view.key().compareTo(after) > 0,
            view -> view.key().toString());
    List<StreamView> all =
        streams.views().stream().sorted(Comparator.comparing(StreamView::key)).toList();
    return page.of(all, this::stream);
  }

  /// With the route that it follows, which may be a pattern.
  private JsonObject stream(StreamView view) {
    StreamKey route = routeOf.apply(view.key());
    return ApiRoutes.stream(view).put("route", route == null ? null : route.toString());
  }

  private JsonObject sessions(MultiMap query) {
    RouteFilter.known(query, OF_SESSIONS);
    StreamKey key = RouteFilter.key(query, "key");
    String kind = RouteFilter.text(query, "kind");
    String protocol = RouteFilter.text(query, "protocol");
    String words = words(query);
    long after = number(RouteFilter.text(query, "after"));
    Predicate<SessionView> takes =
        view ->
            (key == null || key.equals(view.key()))
                && is(kind, view.kind().label())
                && is(protocol, view.protocol().label())
                && says(view, words);
    ListPage<SessionView> page =
        new ListPage<>(limit(query), takes, view -> number(view.id()) > after, SessionView::id);
    Map<String, String> problems = ApiRoutes.problems(streams.views());
    List<SessionView> all =
        sessions.views().stream()
            .sorted(Comparator.comparingLong(view -> number(view.id())))
            .toList();
    return page.of(all, view -> ApiRoutes.session(view, problems));
  }

  private static boolean says(SessionView view, String words) {
    return words.isEmpty()
        || Stream.of(view.id(), view.remote(), String.valueOf(view.key()))
            .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(words));
  }

  /// Ids are counted, in figures and letters: [SessionRegistry#nextId].
  private static long number(String id) {
    try {
      return id.isEmpty() ? 0 : Long.parseLong(id, 36);
    } catch (NumberFormatException notAnId) {
      throw new IllegalArgumentException("after: expected the id of a session", notAnId);
    }
  }

  private static int limit(MultiMap query) {
    return RouteFilter.number(query, "limit", MAX_LIMIT, MAX_LIMIT);
  }

  private static String words(MultiMap query) {
    return RouteFilter.text(query, "q").toLowerCase(Locale.ROOT);
  }

  private static boolean is(String wanted, String actual) {
    return wanted.isEmpty() || wanted.equals(actual);
  }
}
