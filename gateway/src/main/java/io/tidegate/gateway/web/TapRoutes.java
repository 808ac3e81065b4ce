package io.tidegate.gateway.web;

import io.tidegate.gateway.tap.FrameTaps;
import io.tidegate.gateway.tap.TapReceiverView;
import io.tidegate.gateway.tap.TapView;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.Decisions;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.WaitingPlayers;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/app/name/frames?tap=NAME`, the pictures of a tap over a WebSocket, and `/api/v1/taps`. Whoever
/// asks for pictures needs the rights of a player, and is one. Any thread.
public final class TapRoutes {
  private static final Logger log = LoggerFactory.getLogger(TapRoutes.class);
  private static final String PATH = "/(?<app>[^/]+)/(?<name>[^/]+)/frames";

  private final FrameTaps taps;
  private final WaitingPlayers players;
  private final SessionRegistry sessions;
  private final Loops loops;

  public TapRoutes(FrameTaps taps, WaitingPlayers players, SessionRegistry sessions, Loops loops) {
    this.taps = taps;
    this.players = players;
    this.sessions = sessions;
    this.loops = loops;
  }

  public void mount(Router router) {
    router.routeWithRegex(PATH).handler(this::serve);
  }

  /// Below `/api/*`, which is where whoever may not is turned away.
  public void mountApi(Router router) {
    new CallList<>(TapView::key, TapView::name, view -> view.state().label(), TapRoutes::json)
        .mount(router, "/api/v1/taps", taps::views);
  }

  private static JsonObject json(TapView view) {
    JsonArray receivers = new JsonArray();
    view.receivers().forEach(receiver -> receivers.add(json(receiver)));
    return new JsonObject()
        .put("key", view.key().toString())
        .put("name", view.name())
        .put("state", view.state().label())
        .put("frames", view.frames())
        .put("dropped", view.dropped())
        .put("failed", view.failed())
        .put("lastError", view.lastError())
        .put("receivers", receivers);
  }

  private static JsonObject json(TapReceiverView view) {
    return new JsonObject()
        .put("kind", view.kind())
        .put("place", view.place())
        .put("sent", view.sent())
        .put("dropped", view.dropped())
        .put("lastError", view.lastError());
  }

  private void serve(RoutingContext context) {
    StreamKey key;
    try {
      key = new StreamKey(context.pathParam("app"), context.pathParam("name"));
    } catch (IllegalArgumentException notAKey) {
      context.next();
      return;
    }
    HttpServerRequest request = context.request();
    boolean isWebSocket =
        request.method().equals(HttpMethod.GET)
            && request.version() != HttpVersion.HTTP_1_0
            && request.headers().contains(HttpHeaders.UPGRADE, "websocket", true);
    if (!isWebSocket) {
      context.response().putHeader(HttpHeaders.UPGRADE, "websocket");
      Replies.problem(context, 426, "the pictures of a tap come over a WebSocket");
      return;
    }
    PlayRequest asked = PlayRequests.of(key, Protocol.SNAPSHOT, context);
    String name = RouteFilter.text(context.queryParams(), "tap");
    players.admit(
        asked,
        new Decisions.Asker() {
          @Override
          public void decided(Admission.Settled decided) {
            request.resume();
            switch (decided) {
              case Admission.Refused no -> PlayRequests.refuse(context, no.refusal(), no.message());
              case Admission.Granted by -> letIn(context, asked, name, by);
            }
          }

          @Override
          public void waits(Runnable leave) {
            request.pause(); // one that was read to its end becomes no WebSocket any more
            context.response().closeHandler(_ -> leave.run());
          }
        });
  }

  private void letIn(RoutingContext context, PlayRequest asked, String name, Admission.Granted by) {
    StreamKey key = players.resolve(asked.key());
    if (!taps.has(key, name)) {
      Replies.problem(context, 404, "the route of " + key + " has no such tap for WebSockets");
      return;
    }
    Admission.Refused full = players.enter(asked);
    if (full != null) {
      PlayRequests.refuse(context, full.refusal(), full.message());
      return;
    }
    Loop loop = loops.current();
    context
        .request()
        .toWebSocket()
        .onSuccess(socket -> open(socket, loop, key, name, by))
        .onFailure(failure -> log.debug("WebSocket handshake failed: {}", failure.getMessage()));
  }

  private void open(
      ServerWebSocket socket, Loop loop, StreamKey key, String name, Admission.Granted by) {
    TapSocket receiver =
        new TapSocket(
            socket,
            loop,
            new TapSocket.Session(
                sessions,
                sessions.nextId(),
                key,
                String.valueOf(socket.remoteAddress()),
                Instant.now(),
                by));
    Optional<FrameTaps.Joined> joined = taps.join(key, name, receiver);
    receiver.open(
        joined.map(FrameTaps.Joined::answer).orElse(null),
        () -> joined.ifPresent(there -> there.leave().run()));
    if (joined.isEmpty()) {
      receiver.close(); // the tap went meanwhile
    }
  }
}
