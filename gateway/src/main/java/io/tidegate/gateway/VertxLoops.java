package io.tidegate.gateway;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// The event loops of Vert.x as the hub sees them. Any thread.
///
/// Several verticles share an event loop, each with a context of its own; they are one [Loop],
/// which runs its tasks on the first context seen.
final class VertxLoops implements Loops {
  private final ConcurrentHashMap<EventLoop, VertxLoop> loops = new ConcurrentHashMap<>();

  @Override
  public Loop current() {
    if (!(Vertx.currentContext() instanceof ContextInternal context)
        || !context.isEventLoopContext()) {
      throw new IllegalStateException("not on an event loop: " + Thread.currentThread().getName());
    }
    return loops.computeIfAbsent(
        context.nettyEventLoop(), eventLoop -> new VertxLoop(eventLoop, context.unwrap()));
  }

  @Override
  public Timer schedule(Loop loop, long delayMillis, Runnable task) {
    if (!(loop instanceof VertxLoop vertxLoop)) {
      throw new IllegalStateException("a loop of somebody else: " + loop);
    }
    ScheduledFuture<?> timer =
        vertxLoop.eventLoop.schedule(
            () -> vertxLoop.context.dispatch(task), delayMillis, TimeUnit.MILLISECONDS);
    return () -> timer.cancel(false);
  }

  /// Tasks that wait on all of them. Any thread.
  long pending() {
    return loops.keySet().stream()
        .filter(SingleThreadEventExecutor.class::isInstance)
        .mapToLong(loop -> ((SingleThreadEventExecutor) loop).pendingTasks())
        .sum();
  }

  private record VertxLoop(EventLoop eventLoop, ContextInternal context) implements Loop {
    @Override
    public boolean isCurrent() {
      return eventLoop.inEventLoop();
    }

    @Override
    public void execute(Runnable task) {
      ((Context) context).runOnContext(_ -> task.run());
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof VertxLoop that && eventLoop.equals(that.eventLoop);
    }

    @Override
    public int hashCode() {
      return eventLoop.hashCode();
    }
  }
}
