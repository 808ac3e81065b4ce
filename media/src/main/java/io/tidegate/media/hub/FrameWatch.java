package io.tidegate.media.hub;

import io.tidegate.media.Nullable;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Says of a source that is alone how it stands: connected is not enough, frames have to come. What
/// several sources are is told by their [Failover]. Confined to the hub's loop.
final class FrameWatch {
  private final HubOptions options;
  private final Loops loops;
  private final Loop loop;
  private final Consumer<List<SourceView>> moved;
  private SourcePlan.Source source = SourcePlan.SINGLE.sources().getFirst();
  private @Nullable Publication present;
  private SourceState state = SourceState.IDLE;
  private Instant since;
  private @Nullable String reason;
  private long connectedNanos;
  private long lastFrameNanos;
  private boolean hasFrames;

  private Loops.@Nullable Timer timer;

  /// @param moved hears each time how it stands, as a list of one
  FrameWatch(HubOptions options, Loops loops, Loop loop, Consumer<List<SourceView>> moved) {
    this.options = options;
    this.loops = loops;
    this.loop = loop;
    this.moved = moved;
    this.since = options.now().get();
  }

  /// What it is called and how patient we are.
  void follow(SourcePlan.Source latest) {
    if (latest.equals(source)) {
      return;
    }
    source = latest;
    if (present != null) {
      stop();
      look();
      show();
    }
  }

  /// `publication` is connected, instead of whoever was.
  void entered(Publication publication) {
    if (publication.isClosed() || publication.equals(present)) {
      return;
    }
    present = publication;
    hasFrames = false;
    connectedNanos = options.nanoTime().getAsLong();
    move(SourceState.CONNECTING);
    stop();
    look();
  }

  /// A frame of `publication` has come; called for every one.
  void frame(Publication publication) {
    lastFrameNanos = publication.lastEventNanos();
    if (state != SourceState.STREAMING) {
      hasFrames = true;
      move(SourceState.STREAMING);
      stop();
      look();
    }
  }

  void left(Publication publication, CloseReason why) {
    if (publication.equals(present)) {
      present = null;
      stop();
      reason = why.isFailure() ? why.words() : null;
      move(reason == null ? SourceState.IDLE : SourceState.FAILED);
    }
  }

  /// Others tell now.
  void forget() {
    stop();
    present = null;
    state = SourceState.IDLE;
    reason = null;
  }

  void stop() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  /// Sees whether the time is over, and comes again when it might be.
  private void look() {
    timer = null;
    long limit = (hasFrames ? source.noFrame() : source.firstFrame()).toNanos();
    long from = hasFrames ? lastFrameNanos : connectedNanos;
    long left = from + limit - options.nanoTime().getAsLong();
    if (left > 0) {
      timer = loops.schedule(loop, TimeUnit.NANOSECONDS.toMillis(left) + 1, this::look);
      return;
    }
    reason = source.late(hasFrames);
    move(SourceState.FAILED);
  }

  private void move(SourceState to) {
    if (to != state) {
      state = to;
      since = options.now().get();
      show();
    }
  }

  private void show() {
    Publication by = present;
    moved.accept(
        List.of(
            new SourceView(
                0,
                source.type(),
                state,
                by != null,
                since,
                by == null ? null : by.request(),
                reason)));
  }
}
