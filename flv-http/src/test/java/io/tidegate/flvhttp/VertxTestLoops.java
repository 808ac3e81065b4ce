package io.tidegate.flvhttp;

import io.netty.channel.EventLoop;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.TimeUnit;

/// Loops on Vert.x's own event loops.
final class VertxTestLoops implements Loops {
  record NettyLoop(EventLoop eventLoop, Context context) implements Loop {
    @Override
    public boolean isCurrent() {
      return eventLoop.inEventLoop();
    }

    @Override
    public void execute(Runnable task) {
      context.runOnContext(_ -> task.run());
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof NettyLoop that && eventLoop.equals(that.eventLoop);
    }

    @Override
    public int hashCode() {
      return eventLoop.hashCode();
    }
  }

  @Override
  public Loop current() {
    Context context = Vertx.currentContext();
    if (context == null) {
      throw new IllegalStateException("not on an event loop");
    }
    return of(context);
  }

  static Loop of(Context context) {
    return new NettyLoop(((ContextInternal) context).nettyEventLoop(), context);
  }

  @Override
  public Timer schedule(Loop loop, long delayMillis, Runnable task) {
    var future = ((NettyLoop) loop).eventLoop().schedule(task, delayMillis, TimeUnit.MILLISECONDS);
    return () -> future.cancel(false);
  }
}
