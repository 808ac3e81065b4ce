package io.tidegate.hls;

import io.tidegate.hls.HlsStream.Form;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.StreamRegistry;
import io.vertx.ext.web.Router;

/// Serves HLS and DASH: puts their addresses on a router.
///
/// | address | what |
/// | --- | --- |
/// | `/app/name/index.m3u8`, `/app/name.m3u8` | multivariant playlist, one for each viewer |
/// | `/app/name/media.m3u8` | media playlist |
/// | `/app/name/ts/index.m3u8`, `/app/name/ts/media.m3u8` | the same as MPEG-TS |
/// | `/app/name/FILE.m4s` `.mp4` `.ts`, `/app/name/ts/FILE.ts` | parts, segments, init sections |
/// | `/app/name/manifest.mpd`, `/app/name.mpd` | the MPD of DASH |
/// | `/app/name/FILE.m4v` `.m4a` | its segments and init sections |
/// | `/app/name/time` | the time of day, for players of DASH |
/// | `/app/name/leave?s=TOKEN`, POST | the viewer of that token leaves |
///
/// A playlist of a stream that does not run yet is waited for ([WaitingPlayers]). Addresses within
/// playlists are relative: under an alias they lead to the alias.
///
/// Requests for other addresses go on to the router's next route. One instance may be mounted on
/// the routers of several event loops.
public final class HlsRoutes {
  private final HlsPackaging packaging;
  private final StreamRequests requests;
  private final PlaylistHandler playlists;
  private final ContentHandler contents;
  private final DashRoutes dash;

  public HlsRoutes(
      HlsPackaging packaging, StreamRegistry streams, AdmissionPolicy policy, Loops loops) {
    this.packaging = packaging;
    HlsContext context = packaging.context();
    ViewerGate gate = new ViewerGate(Protocol.HLS, context, streams.players());
    this.requests = new StreamRequests(packaging, streams, policy, gate);
    Variants variants = new Variants(context.renditions(), packaging::find);
    RenditionReports reports = new RenditionReports(context.renditions(), packaging::find);
    this.playlists = new PlaylistHandler(context, gate, variants, reports, loops);
    this.contents = new ContentHandler(loops);
    this.dash = new DashRoutes(packaging, streams, policy, loops);
  }

  /// Bytes of segments and parts that players were given. Any thread.
  public long sentBytes() {
    return contents.sentBytes() + dash.sentBytes();
  }

  /// What a stream offers at the moment; null when there is no such stream, or no segment of it
  /// yet. Any thread.
  public @Nullable SegmentReport segments(StreamKey key) {
    HlsStream stream = packaging.find(key);
    Packager packager = stream == null ? null : stream.packager(Form.CONFIGURED);
    PlaylistSnapshot snapshot = packager == null ? null : packager.snapshot();
    return snapshot == null ? null : SegmentReport.of(snapshot);
  }

  /// How far behind players of a stream are at the moment; null as for [#segments]. Any thread.
  public @Nullable LiveEdge edge(StreamKey key) {
    HlsStream stream = packaging.find(key);
    Packager packager = stream == null ? null : stream.packager(Form.CONFIGURED);
    PlaylistSnapshot snapshot = packager == null ? null : packager.snapshot();
    return stream == null || snapshot == null || snapshot.state().ended()
        ? null
        : LiveEdge.of(snapshot, stream.hasDash(), packaging.context().now().get());
  }

  /// Adds the routes. Before the router gets its first request.
  public void mount(Router router) {
    PlaylistHandler.Base within = new PlaylistHandler.Base("", "../../");
    add(
        router,
        "/index\\.m3u8",
        (on, ctx) -> playlists.multivariant(on, Form.CONFIGURED, within, ctx));
    add(router, "/ts/index\\.m3u8", (on, ctx) -> playlists.multivariant(on, Form.TS, within, ctx));
    add(router, "/media\\.m3u8", (on, ctx) -> playlists.media(on, Form.CONFIGURED, ctx));
    add(router, "/ts/media\\.m3u8", (on, ctx) -> playlists.media(on, Form.TS, ctx));
    String file = "/(?<file>[0-9a-z]+-[0-9a-z.]+\\.";
    add(router, file + "(?:m4s|mp4|ts))", (on, ctx) -> contents.serve(on, Form.CONFIGURED, ctx));
    add(router, "/ts" + file + "ts)", (on, ctx) -> contents.serve(on, Form.TS, ctx));
    add(
        router,
        "\\.m3u8",
        (on, ctx) ->
            playlists.multivariant(
                on,
                Form.CONFIGURED,
                new PlaylistHandler.Base(ctx.pathParam("name") + "/", "../"),
                ctx));
    requests.addLeaving(router, "/leave");
    dash.mount(router);
  }

  private void add(Router router, String rest, StreamRequests.Reply reply) {
    requests.add(router, rest, rest.endsWith("m3u8"), reply);
  }
}
