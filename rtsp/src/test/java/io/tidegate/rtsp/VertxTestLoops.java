package io.tidegate.rtsp;

import io.netty.channel.EventLoop;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Loops on Vert.x's own event loops, whose tasks run on the first context seen.
final class VertxTestLoops implements Loops {
  private final ConcurrentHashMap<EventLoop, ContextLoop> loops = new ConcurrentHashMap<>();

  record ContextLoop(ContextInternal context) implements Loop {
    @Override
    public boolean isCurrent() {
      return context.nettyEventLoop().inEventLoop();
    }

    @Override
    public void execute(Runnable task) {
      ((Context) context).runOnContext(_ -> task.run());
    }
  }

  @Override
  public Loop current() {
    if (!(Vertx.currentContext() instanceof ContextInternal context)) {
      throw new IllegalStateException("not on an event loop");
    }
    return loops.computeIfAbsent(context.nettyEventLoop(), _ -> new ContextLoop(context.unwrap()));
  }

  @Override
  public Timer schedule(Loop loop, long delayMillis, Runnable task) {
    ContextInternal context = ((ContextLoop) loop).context();
    var future =
        context
            .nettyEventLoop()
            .schedule(() -> context.dispatch(task), delayMillis, TimeUnit.MILLISECONDS);
    return () -> future.cancel(false);
  }
}
