package io.tidegate.gateway.web;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.hub.StreamView;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/// `/api/v1/streams` and `/api/v1/sessions`: what lives now, page by page. Event loop.
final class LiveLists {
  private static final Set<String> OF_STREAMS = Set.of("app", "node", "state");
  private static final Set<String> OF_SESSIONS = Set.of("key", "kind", "node", "protocol");

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
    ReadOnly.mount(
        router, "/api/v1/streams", context -> ListQuery.answer(context, OF_STREAMS, this::streams));
    ReadOnly.mount(
        router,
        "/api/v1/sessions",
        context -> ListQuery.answer(context, OF_SESSIONS, this::sessions));
    new ViewerCounts(sessions).mount(router);
  }

  private JsonObject streams(ListQuery query) {
    StreamKey after = query.key("after");
    ListPage<StreamView> page =
        new ListPage<>(
            query.limit(),
            view ->
                query.sees(view.key())
                    && query.takes("app", view.key().app())
                    && query.takes("state", view.state().label())
                    && query.says(view.key().toString()),
            view -> after == null || view.key().compareTo(after) > 0,
            view -> view.key().toString());
    List<StreamView> all =
        streams.views().stream().sorted(Comparator.comparing(StreamView::key)).toList();
    return page.of(all, view -> stream(view, routeOf));
  }

  /// With the route that it follows, which may be a pattern.
  static JsonObject stream(StreamView view, Function<StreamKey, @Nullable StreamKey> routeOf) {
    StreamKey route = routeOf.apply(view.key());
    return ApiRoutes.stream(view).put("route", route == null ? null : route.toString());
  }

  private JsonObject sessions(ListQuery query) {
    StreamKey key = query.key("key");
    long after = number(query.after());
    Predicate<SessionView> takes =
        view ->
            query.sees(view.key())
                && (key == null || key.equals(view.key()))
                && query.takes("kind", view.kind().label())
                && query.takes("protocol", view.protocol().label())
                && query.says(view.id(), view.remote(), String.valueOf(view.key()));
    ListPage<SessionView> page =
        new ListPage<>(query.limit(), takes, view -> number(view.id()) > after, SessionView::id);
    Map<String, String> problems = ApiRoutes.problems(streams.views());
    List<SessionView> all =
        sessions.views().stream()
            .sorted(Comparator.comparingLong(view -> number(view.id())))
            .toList();
    return page.of(all, view -> ApiRoutes.session(view, problems));
  }

  /// Ids are counted, in figures and letters: [SessionRegistry#nextId].
  static long number(String id) {
    try {
      return id.isEmpty() ? 0 : Long.parseLong(id, 36);
    } catch (NumberFormatException notAnId) {
      throw new IllegalArgumentException("after: expected the id of a session", notAnId);
    }
  }
}
