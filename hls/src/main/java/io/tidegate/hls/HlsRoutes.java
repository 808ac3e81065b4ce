package io.tidegate.hls;

import io.tidegate.hls.HlsStream.Form;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.Loops;
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
/// Requests for other addresses go on to the router's next route. One instance may be mounted on
/// the routers of several event loops.
public final class HlsRoutes {
  private static final String APP_AND_NAME = "/(?<app>[^/]+)/(?<name>[^/]+)";

  private final HlsPackaging packaging;
  private final PlaylistHandler playlists;
  private final ContentHandler contents;

  public HlsRoutes(HlsPackaging packaging, AdmissionPolicy policy, Loops loops) {
    this.packaging = packaging;
    this.playlists = new PlaylistHandler(packaging.context(), policy, loops);
    this.contents = new ContentHandler(loops);
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
    StreamKey key;
    try {
      key = new StreamKey(context.pathParam("app"), context.pathParam("name"));
    } catch (IllegalArgumentException notAKey) {
      context.next(); // /api/v1/… and the like
      return;
    }
    if (context.request().method().equals(HttpMethod.OPTIONS)) {
      HttpReplies.preflight(context.request());
      return;
    }
    HlsStream stream = packaging.find(key);
    if (stream == null) {
      HttpReplies.failure(context.request(), 404, "no such stream, or it has no HLS");
      return;
    }
    reply.to(stream, context);
  }
}
