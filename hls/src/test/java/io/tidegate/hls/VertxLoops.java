package io.tidegate.hls;

import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/// Loops made of Vert.x contexts, as the gateway makes them.
record VertxLoops(Vertx vertx) implements Loops {
  /// One event loop.
  record ContextLoop(Context context) implements Loop {
    @Override
    public boolean isCurrent() {
      return context.equals(Vertx.currentContext());
    }

    @Override
    public void execute(Runnable task) {
      context.runOnContext(_ -> task.run());
    }
  }

  @Override
  public Loop current() {
    Context context = Vertx.currentContext();
    if (context == null) {
      throw new IllegalStateException("not on a loop");
    }
    return new ContextLoop(context);
  }

  @Override
  public Timer schedule(Loop loop, long delayMillis, Runnable task) {
    long id = vertx.setTimer(Math.max(1, delayMillis), _ -> loop.execute(task));
    return () -> vertx.cancelTimer(id);
  }
}
