package io.tidegate.gateway.clip;

import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RouteTable;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.transcode.worker.Job;
import io.tidegate.transcode.worker.JobResult;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/// Clips and what plays them, put together by hand.
///
/// 1. [#sources] follow the routes, [#follow] tells whose clip has come;
/// 2. [#close].
public final class ClipPlane implements AutoCloseable {
  /// They read a quarter of a second of a clip at a time.
  private static final int READERS = 2;

  private static final long EXPIRY_MINUTES = 10;

  private final ExecutorService readers =
      Executors.newFixedThreadPool(
          READERS, Thread.ofPlatform().name("clip-reader-", 0).daemon().factory());
  private final ScheduledExecutorService expiry =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("clip-expiry").factory());
  private final Clips clips;
  private final ClipSources sources;
  private final RouteTable routes;

  /// @param children runs FFmpeg's
  public ClipPlane(
      ClipOptions options,
      Function<Job, CompletableFuture<JobResult>> children,
      RouteTable routes,
      StreamRegistry streams,
      Loops loops) {
    this.routes = routes;
    this.clips = Clips.open(options, children, Clock.systemUTC());
    this.sources = new ClipSources(streams, loops, new ClipShelf(clips), readers);
    var _ =
        expiry.scheduleWithFixedDelay(
            () -> {
              var _ = clips.expire();
            },
            EXPIRY_MINUTES,
            EXPIRY_MINUTES,
            TimeUnit.MINUTES);
  }

  /// @param changed is told the routes whose clip can be played from now on
  public void follow(Consumer<Collection<StreamKey>> changed) {
    clips.observe(name -> changed.accept(usedBy(name)));
  }

  public ClipSources sources() {
    return sources;
  }

  public Clips clips() {
    return clips;
  }

  /// Routes that name a clip, and may play it, by key. Any thread.
  public List<StreamKey> usedBy(Clip clip) {
    return usedBy(clip.name()).stream().filter(clip::isFor).toList();
  }

  private List<StreamKey> usedBy(String clip) {
    return routes.routes().stream()
        .filter(route -> names(route, clip))
        .map(RouteSpec::key)
        .sorted()
        .toList();
  }

  private static boolean names(RouteSpec route, String clip) {
    return route.sources().stream()
        .anyMatch(source ->
            (source instanceof SourceSpec.File file && ClipShelf.name(file).equals(clip))
                || (source instanceof SourceSpec.Slate slate && slate.clip().equals(clip)));
  }

  /// The space of a clip, empty for one of the whole node; null where there is none of that name.
  /// Any thread.
  public @Nullable String spaceOf(String name) {
    Clip clip = clips.find(name);
    return clip == null ? null : clip.space();
  }

  /// What still plays goes on until its stream ends, and closes its file then.
  @Override
  public void close() {
    expiry.shutdownNow();
    clips.close();
  }

  /// After the event loops, which hand over files to be closed to the last.
  public void release() {
    readers.shutdown();
  }
}
