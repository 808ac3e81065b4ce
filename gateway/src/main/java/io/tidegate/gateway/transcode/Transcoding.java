package io.tidegate.gateway.transcode;

import io.tidegate.gateway.metrics.Metrics;
import io.tidegate.gateway.metrics.WorkerMetrics;
import io.tidegate.gateway.web.WorkersApi;
import io.tidegate.transcode.worker.ShippedPrograms;
import io.tidegate.transcode.worker.Workers;
import io.tidegate.transcode.worker.WorkersOptions;
import io.vertx.ext.web.Router;
import java.nio.file.Path;

/// What FFmpeg does for the gateway outside of its process, put together.
public final class Transcoding implements AutoCloseable {
  private final Workers workers;

  /// @param unpacked where FFmpeg is unpacked to
  public Transcoding(WorkersOptions options, Path unpacked) {
    this.workers = new Workers(options, new ShippedPrograms(unpacked));
  }

  /// Where children are started.
  public Workers workers() {
    return workers;
  }

  public void mountApi(Router router) {
    new WorkersApi(workers).mount(router);
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
