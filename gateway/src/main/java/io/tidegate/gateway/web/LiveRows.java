package io.tidegate.gateway.web;

import io.tidegate.cluster.registry.RowKind;
import io.tidegate.gateway.srt.SrtServer;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.srt.relay.RelayPeer;
import io.tidegate.transcode.worker.Workers;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What lives at this node, each as the API tells it. Any thread; everything is read from immutable
/// snapshots.
///
/// @param routeOf the key of the route that a stream follows, null for none
public record LiveRows(
    StreamRegistry streams,
    SessionRegistry sessions,
    Function<StreamKey, @Nullable StreamKey> routeOf,
    SrtServer srt,
    Workers workers) {
  public List<JsonObject> of(RowKind kind) {
    return switch (kind) {
      case SESSION -> {
        Map<String, String> problems = ApiRoutes.problems(streams.views());
        yield sessions.views().stream().map(view -> ApiRoutes.session(view, problems)).toList();
      }
      case STREAM -> streams.views().stream().map(view -> LiveLists.stream(view, routeOf)).toList();
      case LINK ->
          srt.links().links().stream()
              .map(link ->
                  SrtLinkJson.link(
                      link, srt.relayed(link.remote()).map(RelayPeer::view).orElse(null)))
              .toList();
      case WORKER -> workers.views().stream().map(WorkersApi::worker).toList();
    };
  }
}
