package io.tidegate.gateway.transcode;

import io.tidegate.gateway.metrics.Metrics;
import io.tidegate.gateway.metrics.WorkerMetrics;
import io.tidegate.gateway.route.RouteRunner;
import io.tidegate.gateway.web.WorkersApi;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.StreamRegistry;
import io.tidegate.transcode.ladder.EncoderProbe;
import io.tidegate.transcode.ladder.Fonts;
import io.tidegate.transcode.ladder.LadderContext;
import io.tidegate.transcode.worker.ShippedPrograms;
import io.tidegate.transcode.worker.Workers;
import io.tidegate.transcode.worker.WorkersOptions;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/// What FFmpeg does for the gateway outside of its process, put together.
///
/// Made before the first stream. [#start] with the loops of sessions; then the reconciler tells
/// [#runners].
public final class Transcoding implements AutoCloseable {
  private final Workers workers;
  private final EncoderProbe encoders;
  private final TestPatterns patterns;
  private final Ladders ladders;

  /// @param dataDir FFmpeg is unpacked below it, and logos are looked for
  /// @param allowed whether anything may be coded anew, of what begins from now on
  public Transcoding(
      WorkersOptions options,
      Path dataDir,
      StreamRegistry streams,
      Loops loops,
      BooleanSupplier allowed) {
    Path unpacked = dataDir.resolve("native");
    this.workers = new Workers(options, new ShippedPrograms(unpacked));
    this.encoders = new EncoderProbe(workers, Fonts.unpack(unpacked));
    LadderContext context = new LadderContext(workers, streams, loops, encoders);
    this.patterns = new TestPatterns(context);
    this.ladders = new Ladders(context, dataDir.resolve("logos"), allowed);
    streams.observe(ladders);
  }

  /// Where children are started.
  public Workers workers() {
    return workers;
  }

  /// In the order in which they are told.
  public List<RouteRunner> runners() {
    return List.of(patterns, ladders);
  }

  /// Before the first route.
  public void start(List<Loop> sessions) {
    patterns.start(sessions);
    encoders.start();
  }

  public void mountApi(Router router) {
    new WorkersApi(workers, encoders::views, ladders::views).mount(router);
  }

  public void measure(Metrics metrics) {
    metrics.add(new WorkerMetrics(workers));
  }

  /// Ends every child. Not on an event loop.
  @Override
  public void close() {
    workers.close();
  }
}
