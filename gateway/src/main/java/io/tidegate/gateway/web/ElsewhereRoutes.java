package io.tidegate.gateway.web;

import io.tidegate.gateway.cluster.NodeFacts;
import io.tidegate.gateway.cluster.NodeStanding;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Protocol;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sends players to the node of the cluster that has the stream: 307 (RFC 9110 §15.4.8) for the
/// addresses that they ask for first. Any loop.
///
/// Answered here is whoever
///
/// - was sent already, or wants it: the query has [#HERE], so that nobody is sent around while a
///   stream moves;
/// - may not watch, and is told so here;
/// - shows an `Authorization`, which clients keep from other hosts;
/// - asks for a WebSocket: browsers follow no redirect of theirs;
/// - would be sent to a node that is away, gives away what it has, or is not reached by his scheme.
public final class ElsewhereRoutes {
  /// In the query of an address that is answered by whoever is asked.
  public static final String HERE = "relay=1";

  private static final Pattern FIRST =
      Pattern.compile(
          "/(?<key>[^/]+/[^/]+)"
              + "(?:\\.(?<endless>flv|ts|mp4|mjpg)|(?<hls>\\.m3u8|(?:/ts)?/index\\.m3u8)"
              + "|\\.mpd|/manifest\\.mpd)");

  /// Some players put it before `.flv`.
  private static final String LIVE = ".live";

  private final Function<PlayRequest, Admission> rights;
  private final Function<StreamKey, @Nullable NodeStanding> elsewhere;
  private final LongAdder sent = new LongAdder();

  /// @param rights what whoever asks would be told; a look-up in memory
  /// @param elsewhere the other node that has a stream or what an alias means, null for none
  public ElsewhereRoutes(
      Function<PlayRequest, Admission> rights,
      Function<StreamKey, @Nullable NodeStanding> elsewhere) {
    this.rights = rights;
    this.elsewhere = elsewhere;
  }

  /// Requests that were sent to other nodes, since the start. Any thread.
  public long sent() {
    return sent.sum();
  }

  /// Before what players get. One instance may be mounted on the routers of several loops.
  public void mount(Router router) {
    router
        .routeWithRegex(FIRST.pattern())
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(this::send);
  }

  private void send(RoutingContext context) {
    String origin = isAnsweredHere(context) ? null : origin(context);
    if (origin == null) {
      context.next();
      return;
    }
    HttpServerRequest request = context.request();
    String query = request.query();
    String rest = query == null || query.isEmpty() ? HERE : query + "&" + HERE;
    sent.increment();
    context
        .response()
        .setStatusCode(307)
        .putHeader(HttpHeaders.LOCATION, origin + request.path() + "?" + rest)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .end();
  }

  private static boolean isAnsweredHere(RoutingContext context) {
    HttpServerRequest request = context.request();
    return request.headers().contains(HttpHeaders.UPGRADE, "websocket", true)
        || request.headers().contains(HttpHeaders.AUTHORIZATION)
        || context.queryParams().contains("relay", "1", false);
  }

  /// Null where it is answered here.
  private @Nullable String origin(RoutingContext context) {
    PlayRequest asked = asked(context);
    NodeStanding node = asked == null ? null : elsewhere.apply(asked.key());
    if (asked == null || node == null || node.state() != NodeStanding.State.MEMBER) {
      return null;
    }
    NodeFacts facts = node.facts();
    return facts == null || rights.apply(asked) instanceof Admission.Refused
        ? null
        : facts.doors().origin(node.host(), isSecure(context.request()));
  }

  /// A proxy before this node may have ended TLS; who invents that harms himself alone.
  private static boolean isSecure(HttpServerRequest request) {
    return request.isSSL() || "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
  }

  /// Null where the path names no stream: whoever answers says so.
  private static @Nullable PlayRequest asked(RoutingContext context) {
    Matcher path = FIRST.matcher(context.normalizedPath());
    if (!path.matches()) {
      return null;
    }
    String endless = path.group("endless");
    Protocol protocol =
        endless == null
            ? (path.group("hls") == null ? Protocol.DASH : Protocol.HLS)
            : switch (endless) {
              case "flv" -> Protocol.HTTP_FLV;
              case "ts" -> Protocol.HTTP_TS;
              case "mp4" -> Protocol.HTTP_FMP4;
              default -> Protocol.HTTP_MJPEG;
            };
    String key = String.valueOf(path.group("key"));
    boolean isLive = protocol == Protocol.HTTP_FLV && key.endsWith(LIVE);
    String named = isLive ? key.substring(0, key.length() - LIVE.length()) : key;
    try {
      return PlayRequests.of(StreamKey.parse(named), protocol, context);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }
}
