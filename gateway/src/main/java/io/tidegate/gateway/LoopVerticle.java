package io.tidegate.gateway;

import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/// Tells which event loop it lives on, for sessions that do not come with a Vert.x socket.
final class LoopVerticle extends VerticleBase {
  private final Loops loops;
  private volatile @Nullable Loop loop;

  LoopVerticle(Loops loops) {
    this.loops = loops;
  }

  /// Null before the start. Any thread.
  @Nullable
  Loop loop() {
    return loop;
  }

  @Override
  public Future<?> start() {
    loop = loops.current();
    return Future.succeededFuture();
  }
}
