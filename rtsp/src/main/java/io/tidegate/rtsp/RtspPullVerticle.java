package io.tidegate.rtsp;

import io.tidegate.media.Nullable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/// Keeps cameras pulled, all on one event loop.
///
/// 1. Deploy one instance for each share of the cameras;
/// 2. [#pull], [#end] and [#pulls] after that, on any thread;
/// 3. undeploying ends all of them.
public final class RtspPullVerticle extends VerticleBase {
  private final List<RtspPullTarget> targets;
  private final RtspOptions options;
  private final RtspService service;
  private @Nullable Dialer dialer;
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

  /// Pulls one more camera, soon.
  public void pull(RtspPullTarget target) {
    context.runOnContext(_ -> {
      RtspPull pull =
          new RtspPull(
              vertx, Objects.requireNonNull(dialer, "after the start"), target, options, service);
      pulls.add(pull);
      pull.start();
    });
  }

  /// Lets go of one pull of this camera, soon; without one nothing happens.
  public void end(RtspPullTarget target) {
    context.runOnContext(_ ->
        pulls.stream()
            .filter(pull -> pull.target().equals(target))
            .findFirst()
            .ifPresent(pull -> {
              pulls.remove(pull);
              pull.close();
            }));
  }

  @Override
  public Future<?> start() {
    Dialer calling = new Dialer(vertx);
    dialer = calling;
    for (RtspPullTarget target : targets) {
      pulls.add(new RtspPull(vertx, calling, target, options, service));
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
