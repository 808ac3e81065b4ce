package io.tidegate.flvhttp;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.Credentials;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.hub.WaitingPlayers;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;

/// The endless HTTP outputs: `/app/name.flv` over HTTP/1.0, HTTP/1.1, HTTP/2 and WebSocket,
/// `/app/name.ts`, `/app/name.mp4` and `/app/name.mjpg`. The public face of this module. Any
/// thread.
///
/// A router may be mounted on as many verticle instances as there are event loops: a viewer lives
/// on the loop of its connection.
public final class FlvHttpRoutes {
  private static final String PATH = "/[^/]+/[^/]+\\.(?:flv|ts|mp4|mjpg)";

  private final StreamRegistry registry;
  private final Loops loops;
  private final FlvHttpOptions options;
  private final Viewers viewers;

  public FlvHttpRoutes(
      StreamRegistry registry, SessionRegistry sessions, Loops loops, FlvHttpOptions options) {
    this.registry = registry;
    this.loops = loops;
    this.options = options;
    this.viewers = new Viewers(sessions, loops, options);
  }

  /// Adds the routes to `router`.
  public void mount(Router router) {
    router.routeWithRegex(PATH).handler(this::handle);
  }

  /// Viewers connected now.
  public int viewers() {
    return viewers.count();
  }

  /// Feeds that somebody watches now: one for each stream and format.
  int feeds() {
    return viewers.feeds();
  }

  private void handle(RoutingContext context) {
    HttpServerResponse response = context.response();
    response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    HttpMethod method = context.request().method();
    if (method.equals(HttpMethod.OPTIONS)) {
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, OPTIONS");
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, "Range, Authorization");
      response.putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "86400");
      response.setStatusCode(204).end();
    } else if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
      serve(context);
    } else {
      response.putHeader(HttpHeaders.ALLOW, "GET, HEAD, OPTIONS");
      refuse(response, 405, "only GET and HEAD are answered here");
    }
  }

  private void serve(RoutingContext context) {
    HttpServerRequest request = context.request();
    FeedPath path;
    try {
      path = FeedPath.parse(context.normalizedPath(), "12".equals(request.getParam("hevc")));
    } catch (IllegalArgumentException notAPath) {
      refuse(context.response(), 404, String.valueOf(notAPath.getMessage()));
      return;
    }
    boolean flv = path.format().protocol() == Protocol.HTTP_FLV;
    Protocol protocol = flv && isWebSocket(request) ? Protocol.WS_FLV : path.format().protocol();
    PlayRequest play = playRequest(request, path.key(), protocol);
    registry.players().seek(play, new Found(context, path, protocol));
  }

  /// Plays what was sought.
  private final class Found implements WaitingPlayers.Answer {
    private final RoutingContext context;
    private final FeedPath path;
    private final Protocol protocol;
    private final long askedNanos = loops.nanoTime();

    Found(RoutingContext context, FeedPath path, Protocol protocol) {
      this.context = context;
      this.path = path;
      this.protocol = protocol;
    }

    @Override
    public void found(StreamHub hub, Admission.Granted by) {
      play(context, path, protocol, hub, new Viewers.Seeker(by, askedNanos));
    }

    @Override
    public void refused(Refusal refusal, String message) {
      context.request().resume();
      refuse(context.response(), refusal, message);
    }

    /// A request that has been read to its end becomes no WebSocket any more.
    @Override
    public void waits(Runnable leave) {
      if (protocol == Protocol.WS_FLV) {
        context.request().pause();
      }
      context.response().closeHandler(_ -> leave.run());
    }
  }

  private void play(
      RoutingContext context,
      FeedPath path,
      Protocol protocol,
      StreamHub hub,
      Viewers.Seeker seeker) {
    HttpServerResponse response = context.response();
    if (!hub.hasSomethingFor(path.format()::carries)) {
      refuse(response, 415, path.format() + " cannot carry any track of this stream");
      return;
    }
    if (isFull(hub)) {
      tellWhenToRetry(response);
      refuse(response, 503, "too many viewers, try again later");
      return;
    }
    if (protocol == Protocol.WS_FLV) {
      viewers.openWebSocket(context.request(), hub, path, seeker);
      return;
    }
    response.putHeader(HttpHeaders.CONTENT_TYPE, path.format().contentType());
    response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    // nginx in front would collect what is meant to be sent at once
    response.putHeader("X-Accel-Buffering", "no");
    if (context.request().method().equals(HttpMethod.HEAD)) {
      response.end();
    } else {
      viewers.openResponse(context.request(), hub, path, seeker);
    }
  }

  private boolean isFull(StreamHub hub) {
    int all = options.maxViewers();
    int perStream = options.maxViewersPerStream();
    return (all > 0 && viewers.count() >= all)
        || (perStream > 0 && hub.view().viewers() >= perStream);
  }

  /// RFC 6455 §4.1: only a GET of HTTP/1.1 or later can become one; any other upgrade is ignored.
  private static boolean isWebSocket(HttpServerRequest request) {
    return request.method().equals(HttpMethod.GET)
        && request.version() != HttpVersion.HTTP_1_0
        && request.headers().contains(HttpHeaders.UPGRADE, "websocket", true);
  }

  private static PlayRequest playRequest(
      HttpServerRequest request, StreamKey key, Protocol protocol) {
    Map<String, String> parameters = new HashMap<>();
    request.params().forEach(entry -> parameters.put(entry.getKey(), entry.getValue()));
    Credentials shown = Credentials.of(parameters, request.getHeader(HttpHeaders.AUTHORIZATION));
    return new PlayRequest(key, protocol, String.valueOf(request.remoteAddress()), shown);
  }

  private void refuse(HttpServerResponse response, Refusal refusal, String message) {
    int status =
        switch (refusal) {
          case NOT_AUTHORISED -> 401;
          case NOT_ALLOWED -> 403;
          case NOT_FOUND -> 404;
          case BAD_KEY -> 400;
          case KEY_TAKEN -> 409;
          case UNSUPPORTED_CODEC -> 415;
          case PEER_LIMIT -> 429;
          case LIMIT_REACHED, NO_BANDWIDTH, SHUTTING_DOWN -> 503;
        };
    if (status == 503 || status == 429) {
      tellWhenToRetry(response);
    }
    if (status == 401) {
      response.putHeader("WWW-Authenticate", "Basic realm=\"tidegate\"");
    }
    refuse(response, status, message);
  }

  /// RFC 9110 §10.2.3: whole seconds.
  private void tellWhenToRetry(HttpServerResponse response) {
    long seconds = Math.max(1, options.retryAfter().toSeconds());
    response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
  }

  private static void refuse(HttpServerResponse response, int status, String message) {
    response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8");
    response.end(message + "\n");
  }
}
