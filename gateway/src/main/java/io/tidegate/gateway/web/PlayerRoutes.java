package io.tidegate.gateway.web;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.Decisions;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.hub.StreamView;
import io.tidegate.media.hub.WaitingPlayers;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The pages for browsers: `/` lists what is live, `/app/name/` plays a stream. Any thread.
///
/// Everything comes from our own jar; nothing is loaded from elsewhere.
public final class PlayerRoutes {
  /// hls.js makes its worker and its media sources of blobs; nothing comes from other origins.
  private static final String CONTENT_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src"
          + " 'self' blob:; connect-src 'self' ws: wss:; worker-src 'self' blob:; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'self'";

  private static final Map<String, String> FILES =
      Map.of(
          "player.js", "text/javascript",
          "beacon.js", "text/javascript",
          "index.js", "text/javascript",
          "style.css", "text/css",
          "api.js", "text/javascript",
          "api.css", "text/css",
          "vendor/hls.min.js", "text/javascript",
          "vendor/mpegts.js", "text/javascript",
          "vendor/swagger-ui-bundle.js", "text/javascript",
          "vendor/swagger-ui.css", "text/css");

  /// The scripts from npm are put in when the gateway is packaged; without them they are not found.
  private static final Map<String, OnDemand<Optional<Buffer>>> CONTENTS =
      Stream.concat(Stream.of("index.html", "player.html", "api.html"), FILES.keySet().stream())
          .collect(
              Collectors.toUnmodifiableMap(
                  name -> name,
                  name -> new OnDemand<>(() -> WebFiles.find("/web/" + name).map(Buffer::buffer))));

  private final StreamRegistry streams;
  private final int rtmpPort;
  private final int srtPort;
  private final int rtspPort;

  /// @param rtmpPort for the RTMP addresses on the pages, 0 for none
  /// @param srtPort for the SRT address to publish to, 0 for none
  /// @param rtspPort for the RTSP addresses, 0 for none
  public PlayerRoutes(StreamRegistry streams, int rtmpPort, int srtPort, int rtspPort) {
    this.streams = streams;
    this.rtmpPort = rtmpPort;
    this.srtPort = srtPort;
    this.rtspPort = rtspPort;
  }

  public void mount(Router router) {
    ReadOnly.mount(router, "/", context -> page(context, "index.html"));
    FILES.forEach((name, type) ->
        ReadOnly.mount(router, "/assets/" + name, context -> send(context, name, type)));
    ReadOnly.mount(router, "/assets/streams.json", this::liveStreams);
    router.routeWithRegex("/(?<app>[^/]+)/(?<name>[^/]+)/").handler(this::player);
  }

  /// After everything else that has such a path: who leaves out the last slash is sent to the page.
  public void mountRedirect(Router router) {
    router.routeWithRegex("/(?<app>[^/]+)/(?<name>[^/.]+)").handler(this::redirect);
  }

  private void redirect(RoutingContext context) {
    String path = context.normalizedPath() + "/";
    try {
      new StreamKey(context.pathParam("app"), context.pathParam("name"));
    } catch (IllegalArgumentException notAKey) {
      context.next();
      return;
    }
    ReadOnly.answer(
        context,
        asked -> {
          asked.response().setStatusCode(308).putHeader(HttpHeaders.LOCATION, path);
          Replies.end(asked, Buffer.buffer());
        });
  }

  private void player(RoutingContext context) {
    try {
      new StreamKey(context.pathParam("app"), context.pathParam("name"));
    } catch (IllegalArgumentException notAKey) {
      context.next();
      return;
    }
    ReadOnly.answer(context, asked -> page(asked, "player.html"));
  }

  /// What the pages show; no addresses of peers, so it may be asked by anybody who may watch. With
  /// a `key`, the one stream that players mean by it: it counts as a player, so that what waits for
  /// players starts.
  private void liveStreams(RoutingContext context) {
    String text = RouteFilter.text(context.queryParams(), "key");
    if (text.isEmpty()) {
      list(context);
      return;
    }
    StreamKey key;
    try {
      key = StreamKey.parse(text);
    } catch (IllegalArgumentException _) {
      answer(context, List.of());
      return;
    }
    find(key, List.of(Protocol.HTTP_FLV, Protocol.HLS), context, false);
  }

  /// Whoever may see nothing, and has not shown who he is, is asked.
  private void list(RoutingContext context) {
    Context loop = context.vertx().getOrCreateContext();
    new PlayableStreams(
            loop,
            streams.streams(),
            (view, way) -> PlayRequests.of(view.key(), way, context),
            streams.players()::wouldAdmit)
        .find(found -> {
          if (found.streams().isEmpty() && found.unknown()) {
            askWho(context);
          } else {
            answer(context, found.streams());
          }
        });
  }

  private static void askWho(RoutingContext context) {
    context.response().putHeader("WWW-Authenticate", "Basic realm=\"tidegate\"");
    Replies.problem(context, 401, "name and password, or a token, are missing or wrong");
  }

  private void answer(RoutingContext context, List<StreamView> views) {
    JsonArray items = new JsonArray();
    views.forEach(view -> items.add(summary(view)));
    JsonObject ports =
        new JsonObject()
            .put("rtmpPort", rtmpPort)
            .put("srtPort", srtPort)
            .put("rtspPort", rtspPort);
    Replies.json(context, ports.put("items", items));
  }

  /// Answers with the stream that is meant, or with none when it is not live, or may be watched by
  /// none of `ways`. A browser that is asked who somebody is asks him.
  ///
  /// @param unknown whether it is not known who asks
  private void find(StreamKey key, List<Protocol> ways, RoutingContext context, boolean unknown) {
    if (ways.isEmpty() && unknown) {
      askWho(context);
      return;
    }
    if (ways.isEmpty()) {
      answer(context, List.of());
      return;
    }
    WaitingPlayers players = streams.players();
    PlayRequest asked = PlayRequests.of(key, ways.getFirst(), context);
    players.admit(
        asked,
        new Decisions.Asker() {
          @Override
          public void decided(Admission.Settled decided) {
            boolean may =
                decided instanceof Admission.Granted by
                    && players.wouldFind(asked.admitted(by)) instanceof Admission.Granted;
            if (may) {
              StreamHub hub = streams.find(players.resolve(key));
              answer(context, hub == null ? List.of() : List.of(hub.view()));
            } else {
              boolean isUnknown =
                  decided instanceof Admission.Refused no && no.refusal() == Refusal.NOT_AUTHORISED;
              find(key, ways.subList(1, ways.size()), context, unknown || isUnknown);
            }
          }

          @Override
          public void waits(Runnable leave) {
            context.response().closeHandler(_ -> leave.run());
          }
        });
  }

  private static JsonObject summary(StreamView view) {
    JsonArray tracks = new JsonArray();
    view.tracks().forEach(track -> tracks.add(ApiRoutes.track(track)));
    return new JsonObject()
        .put("key", view.key().toString())
        .put("state", view.state().label())
        .put("since", view.since().toString())
        .put("tracks", tracks)
        .put("soundProblem", view.soundProblem())
        .put("bitrateBps", view.bitrateBps())
        .put("viewers", view.viewers());
  }

  /// Any page of ours.
  static void page(RoutingContext context, String name) {
    send(context, name, "text/html");
  }

  private static void send(RoutingContext context, String name, String type) {
    Objects.requireNonNull(CONTENTS.get(name), name)
        .get(
            context,
            found ->
                found.ifPresentOrElse(
                    content -> send(context, content, type),
                    () -> Replies.problem(context, 404, name + " was not packaged")));
  }

  private static void send(RoutingContext context, Buffer content, String type) {
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, type + "; charset=utf-8")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .putHeader("Content-Security-Policy", CONTENT_POLICY)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer");
    Replies.end(context, content);
  }
}
