package io.tidegate.gateway.web;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.SessionView;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// `/api/v1/viewers`: how many watch which stream by which protocol, for whoever would else count
/// ten thousand sessions. Event loop.
final class ViewerCounts {
  private static final Set<String> FILTERS = Set.of("key", "protocol");

  private final SessionRegistry sessions;

  ViewerCounts(SessionRegistry sessions) {
    this.sessions = sessions;
  }

  void mount(Router router) {
    ReadOnly.mount(
        router, "/api/v1/viewers", context -> ListQuery.answer(context, FILTERS, this::page));
  }

  private JsonObject page(ListQuery query) {
    StreamKey wanted = query.key("key");
    Map<String, Count> counts = new TreeMap<>();
    for (SessionView view : sessions.views()) {
      StreamKey key = view.key();
      if (view.kind() == SessionView.Kind.VIEWER
          && key != null
          && (wanted == null || wanted.equals(key))
          && query.sees(key)) {
        Count one = new Count(key, view.protocol().label(), 1);
        counts.merge(one.name(), one, Count::with);
      }
    }
    String after = query.after();
    return new ListPage<Count>(
            query.limit(),
            count ->
                query.takes("protocol", count.protocol()) && query.says(count.key().toString()),
            count -> count.name().compareTo(after) > 0,
            Count::name)
        .of(counts.values(), Count::json);
  }

  private record Count(StreamKey key, String protocol, int viewers) {
    String name() {
      return key + " " + protocol;
    }

    Count with(Count more) {
      return new Count(key, protocol, viewers + more.viewers);
    }

    JsonObject json() {
      return new JsonObject()
          .put("key", key.toString())
          .put("protocol", protocol)
          .put("viewers", viewers);
    }
  }
}
