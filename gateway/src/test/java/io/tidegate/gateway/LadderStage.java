package io.tidegate.gateway;

import io.tidegate.hls.HlsOptions;
import io.tidegate.hls.HlsPackaging;
import io.tidegate.hls.HlsRoutes;
import io.tidegate.hls.Rendition;
import io.tidegate.hls.Renditions;
import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.AdmissionPolicy;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Credentials;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.Publication;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.PublishResult;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.media.ts.TsDemuxer;
import io.tidegate.media.ts.TsDemuxerOptions;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// HLS of a source and one rendition, whose encoder connects as two transport streams with the same
/// times, and a page that plays them. Without the gateway around it: times are kept from the first
/// frame on.
public final class LadderStage implements AutoCloseable {
  public static final StreamKey SOURCE = StreamKey.parse("live/x");
  public static final StreamKey RENDITION = StreamKey.parse("live/x_low");

  private static final String PAGE =
      """
      <!doctype html><title>levels</title><video id="video" muted></video>
      <script src="/hls.js"></script>
      <script>
        window.hlsErrors = [];
        window.hls = new Hls({ lowLatencyMode: true, startLevel: 0 });
        const told = (_, error) => hlsErrors.push(error.details + " " + error.fatal);
        hls.on(Hls.Events.ERROR, told);
        hls.loadSource("/live/x/index.m3u8");
        hls.attachMedia(document.getElementById("video"));
        hls.on(Hls.Events.MANIFEST_PARSED, () => document.getElementById("video").play());
      </script>
      """;

  private final Vertx vertx = Vertx.vertx();
  private final VertxLoops loops = new VertxLoops();
  private final List<Throwable> bugs = new CopyOnWriteArrayList<>();
  private final StreamRegistry registry =
      new StreamRegistry(loops, AdmissionPolicy.OPEN, HubOptions.defaults(bugs::add));
  private final int port;

  /// @param player hls.js
  public LadderStage(Path player) throws Exception {
    HlsPackaging packaging =
        new HlsPackaging(
            loops, new SessionRegistry(), _ -> Optional.of(HlsOptions.DEFAULT), new Two());
    registry.observe(packaging);
    Router router = Router.router(vertx);
    new HlsRoutes(packaging, registry, AdmissionPolicy.OPEN, loops).mount(router);
    router
        .get("/")
        .handler(page -> page.response().putHeader("content-type", "text/html").end(PAGE));
    router.get("/hls.js").handler(script -> script.response().sendFile(player.toString()));
    port =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS)
            .actualPort();
  }

  public String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  /// Where a transport stream is taken for this key.
  public String input(StreamKey key) throws Exception {
    int at =
        vertx
            .createNetServer()
            .connectHandler(socket -> publish(key, socket))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS)
            .actualPort();
    return "tcp://127.0.0.1:" + at;
  }

  private void publish(StreamKey key, NetSocket socket) {
    PublishRequest request =
        new PublishRequest(key.name(), key, Protocol.TRANSCODE, "", Credentials.NONE);
    if (!(registry.publish(request, _ -> socket.close())
        instanceof PublishResult.Accepted accepted)) {
      throw new IllegalStateException("a second encoder of " + key);
    }
    Publication publication = accepted.publication();
    TsDemuxer demuxer = new TsDemuxer(publication::emit, TsDemuxerOptions.DEFAULT);
    socket.handler(data -> demuxer.accept(Bytes.wrap(data.getBytes()), System.nanoTime()));
    socket.closeHandler(_ -> publication.close(CloseReason.ENDED_BY_PEER));
  }

  /// Nothing of ours threw.
  public List<Throwable> bugs() {
    return bugs;
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static final class Two implements Renditions {
    @Override
    public List<Rendition> of(StreamKey source) {
      return source.equals(SOURCE)
          ? List.of(new Rendition(RENDITION, "avc1.42C00D,mp4a.40.2", 320, 180, 25, 500_000))
          : List.of();
    }

    @Override
    public @Nullable StreamKey sourceOf(StreamKey rendition) {
      return rendition.equals(RENDITION) ? SOURCE : null;
    }
  }
}
