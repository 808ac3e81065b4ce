package io.tidegate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.gateway.clip.ClipOptions;
import io.tidegate.gateway.clip.ClipPlane;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.route.RouteEntry;
import io.tidegate.gateway.route.RoutePolicy;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.gateway.route.SrtSpec;
import io.tidegate.media.DataSize;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.AudioAdapter;
import io.tidegate.media.hub.HubOptions;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.StageLatency;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.media.hub.StreamRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipPlaneTest {
  private static final StreamKey KEY = StreamKey.parse("live/cam");

  @TempDir Path folder;

  private final ConcurrentLinkedQueue<Throwable> bugs = new ConcurrentLinkedQueue<>();
  private final RouteTable table = new RouteTable();
  private final VertxLoops loops = new VertxLoops();
  private final StreamRegistry streams =
      new StreamRegistry(
          loops,
          new RoutePolicy(
              new Settings.Publishing(
                  Settings.PublishMode.OPEN, Token.NONE, false, Duration.ofSeconds(15), false),
              table),
          new HubOptions(
              DataSize.ofMegabytes(16),
              Duration.ofSeconds(20),
              DataSize.ofMegabytes(8),
              Duration.ofSeconds(3),
              AudioAdapter.NONE,
              false,
              new StageLatency(),
              System::nanoTime,
              Instant::now,
              bugs::add));

  /// A loop that is busy ends its streams only after the gateway has stopped everything else.
  @Test
  void aSlateThatPlaysUntilTheEndClosesItsClip() throws Exception {
    Vertx vertx = Vertx.vertx();
    vertx.exceptionHandler(bugs::add);
    ClipPlane plane =
        new ClipPlane(options(), _ -> new CompletableFuture<>(), table, streams, loops);
    CompletableFuture<Loop> loop = new CompletableFuture<>();
    vertx.runOnContext(_ -> loop.complete(loops.current()));
    plane.sources().start(List.of(loop.get()));
    RouteSpec route =
        new RouteSpec(
            KEY, true, List.of(new SourceSpec.Slate()), List.of(), null, null, SrtSpec.NONE);
    table.put(new RouteEntry(route, 1, Instant.EPOCH, ""));
    plane.sources().apply(KEY, null, route);
    await("the slate").until(this::plays);

    CompletableFuture<Void> ended = new CompletableFuture<>();
    loop.get()
        .execute(() -> {
          streams.shutDown();
          plane.close();
        });
    loop.get().execute(() -> loop.join().execute(() -> ended.complete(null)));
    ended.get();
    vertx.close().toCompletionStage().toCompletableFuture().get();
    plane.release();
    assertThat(bugs).isEmpty();
  }

  private boolean plays() {
    StreamHub hub = streams.find(KEY);
    return hub != null && !hub.view().tracks().isEmpty();
  }

  private ClipOptions options() {
    return new ClipOptions(
        folder,
        DataSize.ofMegabytes(4),
        DataSize.ofMegabytes(16),
        8,
        Duration.ofMinutes(1),
        Duration.ofHours(1),
        List.of());
  }
}
