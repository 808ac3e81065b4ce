package io.tidegate.gateway.web;

import io.tidegate.cluster.relay.RelayedFrom;
import io.tidegate.gateway.probe.ProbeAdvice;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Nullable;
import io.tidegate.media.ScanType;
import io.tidegate.media.StreamKey;
import io.tidegate.media.Track;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.SessionView;
import io.tidegate.media.hub.SourceState;
import io.tidegate.media.hub.SourceView;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.hub.StreamView;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// `/api/v1`, as `openapi.yaml` describes it, from immutable snapshots. Any thread.
///
/// A [Guard] stands before it.
public final class ApiRoutes {
  /// One gateway alone is this node.
  private static final String NODE = "local";

  private static final OnDemand<Buffer> DESCRIPTION =
      new OnDemand<>(() -> Buffer.buffer(WebFiles.bytes("/openapi.yaml")));

  private final LiveLists lists;
  private final Guard guard;
  private final HttpVerticle.Mount nodes;
  private final HttpVerticle.Mount more;

  /// @param routeOf the key of the route that a stream follows, null for none
  /// @param guard lets callers in
  /// @param nodes the same lists of other nodes, asked before those of this one
  /// @param more further resources below `/api/v1`
  public ApiRoutes(
      StreamRegistry streams,
      SessionRegistry sessions,
      Function<StreamKey, @Nullable StreamKey> routeOf,
      Guard guard,
      HttpVerticle.Mount nodes,
      HttpVerticle.Mount more) {
    this.guard = guard;
    this.nodes = nodes;
    this.lists = new LiveLists(streams, sessions, routeOf);
    this.more = more;
  }

  public void mount(Router router) {
    guard.mount(router);
    nodes.mount(router);
    lists.mount(router);
    ReadOnly.mount(router, "/api/v1/openapi.yaml", ApiRoutes::describe);
    ReadOnly.mount(router, "/api/v1/", context -> PlayerRoutes.page(context, "api.html"));
    ReadOnly.mount(router, "/api/v1/docs", context -> PlayerRoutes.page(context, "api.html"));
    more.mount(router);
    router.route("/api/*").handler(ApiRoutes::unknown);
  }

  private static void unknown(RoutingContext context) {
    Replies.problem(context, 404, "no such resource, see /api/v1/docs");
  }

  /// A literal address: nothing is looked up.
  static boolean isLoopback(@Nullable SocketAddress address) {
    return address != null && address.hostAddress() != null && isLoopback(address.hostAddress());
  }

  /// A name that nobody else can give an address.
  static boolean isLoopbackName(@Nullable HostAndPort asked) {
    String host = asked == null ? "localhost" : asked.host().replaceAll("[\\[\\]]", "");
    return host.equals("localhost") || isLoopback(host);
  }

  private static boolean isLoopback(String literal) {
    try {
      return InetAddress.ofLiteral(literal).isLoopbackAddress();
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }

  private static void describe(RoutingContext context) {
    context.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml; charset=utf-8");
    DESCRIPTION.get(context, text -> Replies.end(context, text));
  }

  static JsonObject stream(StreamView view) {
    List<JsonObject> tracks =
        view.tracks().asList().stream()
            .map(track -> track.isVideo() ? scanned(track(track), view.scan()) : track(track))
            .toList();
    return new JsonObject()
        .put("key", view.key().toString())
        .put("state", view.state().label())
        .put("node", NODE)
        .put("relayedFrom", relayedFrom(view.source()))
        .put("since", view.since().toString())
        .put("source", source(view.source()))
        .put("tracks", new JsonArray(tracks))
        .put("soundProblem", view.soundProblem())
        .put("bitrateBps", view.bitrateBps())
        .put("framesPerSecond", LiveViews.rounded(view.framesPerSecond()))
        .put("viewers", view.viewers())
        .put("sources", new JsonArray(view.sources().stream().map(ApiRoutes::source).toList()));
  }

  /// One of the sources of a stream.
  static JsonObject source(SourceView view) {
    String reason = view.reason();
    return new JsonObject()
        .put("index", view.index())
        .put("type", view.type())
        .put("state", view.state().label())
        .put("active", view.active())
        .put("since", view.since().toString())
        .put("publisher", source(view.publisher()))
        .put("reason", reason)
        .put("code", reason == null ? null : ProbeAdvice.code(reason));
  }

  /// The number of the node where it is live; null where that is this one.
  private static @Nullable Integer relayedFrom(@Nullable PublishRequest source) {
    int node =
        source != null && source.called() instanceof RelayedFrom from ? from.node().getAsInt() : 0;
    return node == 0 ? null : node;
  }

  private static @Nullable JsonObject source(@Nullable PublishRequest request) {
    return request == null
        ? null
        : new JsonObject()
            .put("session", request.sessionId())
            .put("protocol", request.protocol().label())
            .put("remote", request.remote());
  }

  private static JsonObject scanned(JsonObject track, ScanType scan) {
    return scan == ScanType.UNKNOWN
        ? track
        : track.put("scan", scan.name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  static JsonObject track(Track track) {
    JsonObject json =
        new JsonObject()
            .put("id", track.id())
            .put("kind", track.isVideo() ? "video" : "audio")
            .put("codec", track.codec().title())
            .put("codecs", track.params().rfc6381());
    if (track.isDerived()) {
      json.put("derivedFrom", track.derivedFrom());
    }
    switch (track.params()) {
      case CodecParams.Video video ->
          json.put("width", video.format().width()).put("height", video.format().height());
      case CodecParams.Audio audio ->
          json.put("sampleRateHz", audio.sampleRate()).put("channels", audio.channels());
    }
    return json;
  }

  /// What is wrong with publishers that are connected, by session.
  static Map<String, String> problems(List<StreamView> streams) {
    Map<String, String> problems = new HashMap<>();
    for (StreamView stream : streams) {
      for (SourceView source : stream.sources()) {
        PublishRequest by = source.publisher();
        String reason = source.reason();
        if (source.state() == SourceState.FAILED && by != null && reason != null) {
          problems.put(by.sessionId(), reason);
        }
      }
    }
    return problems;
  }

  static JsonObject session(SessionView view, Map<String, String> problems) {
    return new JsonObject()
        .put("id", view.id())
        .put("key", view.key() == null ? null : view.key().toString())
        .put("kind", view.kind().label())
        .put("protocol", view.protocol().label())
        .put("remote", view.remote())
        .put("since", view.since().toString())
        .put("state", view.state().label())
        .put("bytes", view.bytes())
        .put("drops", view.drops())
        .put("user", view.user())
        .put("problem", problems.get(view.id()));
  }
}
