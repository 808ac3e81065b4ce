package io.tidegate.hls;

import io.tidegate.hls.HlsStream.Form;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.PlayRequest;
import io.tidegate.media.hub.Refusal;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.hub.WaitingPlayers;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/// Serves HLS: puts its addresses on a router.
///
/// | address | what |
/// | --- | --- |
/// | `/app/name/index.m3u8`, `/app/name.m3u8` | multivariant playlist, one for each viewer |
/// | `/app/name/media.m3u8` | media playlist |
/// | `/app/name/ts/index.m3u8`, `/app/name/ts/media.m3u8` | the same as MPEG-TS |
/// | `/app/name/FILE.m4s` `.mp4` `.ts`, `/app/name/ts/FILE.ts` | parts, segments, init sections |
///
/// A playlist of a stream that does not run yet is waited for ([WaitingPlayers]). Addresses within
/// playlists are relative: under an alias they lead to the alias.
///
/// Requests for other addresses go on to the router's next route. One instance may be mounted on
/// the routers of several event loops.
public final class HlsRoutes {
  private static final String APP_AND_NAME = "/(?<app>[^/]+)/(?<name>[^/]+)";

  private final HlsPackaging packaging;
  private final StreamRegistry streams;
  private final AdmissionPolicy policy;
  private final PlaylistHandler playlists;
  private final ContentHandler contents;

  public HlsRoutes(
      HlsPackaging packaging, StreamRegistry streams, AdmissionPolicy policy, Loops loops) {
    this.packaging = packaging;
    this.streams = streams;
    this.policy = policy;
    this.playlists = new PlaylistHandler(packaging.context(), streams.players(), loops);
    this.contents = new ContentHandler(loops);
  }

  /// Bytes of segments and parts that players were given. Any thread.
  public long sentBytes() {
    return contents.sentBytes();
  }

  /// Adds the routes. Before the router gets its first request.
  public void mount(Router router) {
    add(router, "/index\\.m3u8", (on, ctx) -> playlists.multivariant(on, Form.CONFIGURED, "", ctx));
    add(router, "/ts/index\\.m3u8", (on, ctx) -> playlists.multivariant(on, Form.TS, "", ctx));
    add(router, "/media\\.m3u8", (on, ctx) -> playlists.media(on, Form.CONFIGURED, ctx));
    add(router, "/ts/media\\.m3u8", (on, ctx) -> playlists.media(on, Form.TS, ctx));
    String file = "/(?<file>[0-9a-z]+-[0-9a-z.]+\\.";
    add(router, file + "(?:m4s|mp4|ts))", (on, ctx) -> contents.serve(on, Form.CONFIGURED, ctx));
    add(router, "/ts" + file + "ts)", (on, ctx) -> contents.serve(on, Form.TS, ctx));
    add(
        router,
        "\\.m3u8",
        (on, ctx) -> playlists.multivariant(on, Form.CONFIGURED, ctx.pathParam("name") + "/", ctx));
  }

  /// Answers a request for a stream that exists.
  @FunctionalInterface
  private interface Reply {
    void to(HlsStream stream, RoutingContext request);
  }

  private void add(Router router, String rest, Reply reply) {
    router
        .routeWithRegex(APP_AND_NAME + rest)
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .method(HttpMethod.OPTIONS)
        .handler(context -> dispatch(context, reply));
  }

  private void dispatch(RoutingContext context, Reply reply) {
    StreamKey asked;
    try {
      asked = new StreamKey(context.pathParam("app"), context.pathParam("name"));
    } catch (IllegalArgumentException notAKey) {
      context.next(); // /api/v1/… and the like
      return;
    }
    if (asked.isPattern()) {
      HttpReplies.failure(context.request(), 404, "a pattern is no stream");
      return;
    }
    if (context.request().method().equals(HttpMethod.OPTIONS)) {
      HttpReplies.preflight(context.request());
      return;
    }
    StreamKey key = streams.players().resolve(asked);
    boolean isPlaylist = context.normalizedPath().endsWith(".m3u8");
    if (isPlaylist && streams.find(key) == null && policy.awaits(key)) {
      PlayRequest play = PlaylistHandler.playRequest(key, context.request());
      streams.players().find(play, new Sought(key, context, reply));
    } else {
      answer(key, context, reply);
    }
  }

  private void answer(StreamKey key, RoutingContext context, Reply reply) {
    HlsStream stream = packaging.find(key);
    if (stream == null) {
      HttpReplies.failure(context.request(), 404, "no such stream, or it has no HLS");
    } else {
      reply.to(stream, context);
    }
  }

  /// What a player asked for that does not run yet.
  private final class Sought implements WaitingPlayers.Answer {
    private final StreamKey key;
    private final RoutingContext context;
    private final Reply reply;

    Sought(StreamKey key, RoutingContext context, Reply reply) {
      this.key = key;
      this.context = context;
      this.reply = reply;
    }

    /// It is packaged from its first moment on, where it is.
    @Override
    public void found(StreamHub hub, Admission.Granted by) {
      answer(key, context, reply);
    }

    /// An ended stream is played to its end.
    @Override
    public void refused(Refusal refusal, String message) {
      if (refusal == Refusal.NOT_FOUND && packaging.find(key) != null) {
        answer(key, context, reply);
      } else {
        HttpReplies.failure(context.request(), PlaylistHandler.status(refusal), message);
      }
    }

    @Override
    public void waits(Runnable leave) {
      context.response().closeHandler(_ -> leave.run());
    }
  }
}
