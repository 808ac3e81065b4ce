package io.tidegate.rtsp;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Keeps cameras pulled, all on one event loop.
///
/// 1. Deploy one instance for each share of the cameras;
/// 2. [#pulls] after that, on any thread;
/// 3. undeploying ends all of them.
public final class RtspPullVerticle extends VerticleBase {
  private final List<RtspPullTarget> targets;
  private final RtspOptions options;
  private final RtspService service;
  private final List<RtspPull> pulls = new CopyOnWriteArrayList<>();

  public RtspPullVerticle(List<RtspPullTarget> targets, RtspOptions options, RtspService service) {
    this.targets = List.copyOf(targets);
    this.options = options;
    this.service = service;
  }

  /// In the order of the targets. Any thread.
  public List<RtspPull> pulls() {
    return List.copyOf(pulls);
  }

  @Override
  public Future<?> start() {
    Dialer dialer = new Dialer(vertx, options);
    for (RtspPullTarget target : targets) {
      pulls.add(new RtspPull(vertx, dialer, target, options, service));
    }
    pulls.forEach(RtspPull::start);
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    pulls.forEach(RtspPull::close);
    return Future.succeededFuture();
  }
}
