package io.tidegate.gateway.recording;

import io.tidegate.gateway.recording.WriteQueue.Item;
import io.tidegate.gateway.route.RecordingSpec;
import io.tidegate.hls.CutSegment;
import io.tidegate.hls.SegmentCutter;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamKey;
import io.tidegate.media.StreamSink;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.StreamHub;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records one stream while its route says so. Confined to the hub's loop, apart from [#view].
final class StreamRecorder {
  private static final Logger log = LoggerFactory.getLogger(StreamRecorder.class);

  private static final long TICK_MS = 1_000;

  /// After a bug it is begun anew, and not at once: the same may come of it.
  private static final Duration PAUSE = Duration.ofSeconds(30);

  /// A wall clock that is set by more than this ends a segment: the next one has the new time.
  private static final Duration CLOCK_STEP = Duration.ofSeconds(5);

  private final StreamHub hub;
  private final Parts parts;
  private final Consumer<StreamRecorder> onGone;
  private @Nullable Cut cutting;
  private volatile @Nullable Run run;
  private long number;
  private boolean gap;
  private boolean isGone;
  private long clockOffsetMillis;

  /// When it may begin again; 0 while nothing has failed.
  private long pausedUntilNanos;

  private volatile @Nullable String problem;

  /// What all recorders stand on.
  ///
  /// @param specs how a stream is recorded, null for not at all; never blocks
  record Parts(
      Loops loops,
      RecordingClock clock,
      WriteQueue queue,
      RecordingTally tally,
      Function<StreamKey, @Nullable RecordingSpec> specs) {}

  StreamRecorder(StreamHub hub, Parts parts, Consumer<StreamRecorder> onGone) {
    this.hub = hub;
    this.parts = parts;
    this.onGone = onGone;
  }

  /// On the hub's loop.
  void start() {
    look();
    schedule();
  }

  StreamKey key() {
    return hub.key();
  }

  /// What it records now; null while it does not. Any thread.
  Run.@Nullable View view() {
    Run now = run;
    return now == null ? null : now.view();
  }

  /// Why it does not record what it should; null while it does. Any thread.
  @Nullable
  String problem() {
    return problem;
  }

  /// The route or the time may say something else than before.
  void look() {
    if (isGone) {
      return;
    }
    try {
      follow();
    } catch (RuntimeException bug) {
      fail(bug);
    }
  }

  private void follow() {
    Instant now = parts.clock().now().instant();
    RecordingSpec spec = parts.specs().apply(hub.key());
    boolean wanted = spec != null && spec.enabled() && spec.schedule().covers(now) && !isRelayed();
    Run present = run;
    if (present != null && (!wanted || spec == null || hub.isEnded() || differs(present, spec))) {
      stop();
    }
    if (!wanted) {
      problem = null;
    }
    if (wanted && spec != null && run == null && !hub.isEnded() && !isPaused()) {
      begin(spec, now);
    }
  }

  /// The node that has the stream records it.
  private boolean isRelayed() {
    PublishRequest source = hub.view().source();
    return source != null && source.isRelayed();
  }

  private boolean isPaused() {
    return pausedUntilNanos != 0 && parts.clock().nanoTime().getAsLong() - pausedUntilNanos < 0;
  }

  /// What came so far is kept; the rest is missing until it is begun anew.
  private void fail(RuntimeException bug) {
    log.error("a bug in recording {}; it begins anew in {} s", key(), PAUSE.toSeconds(), bug);
    problem = "recording of " + key() + " was broken off by a bug: the log has it";
    pausedUntilNanos = parts.clock().nanoTime().getAsLong() + PAUSE.toNanos();
    Cut failed = cutting;
    cutting = null;
    if (failed != null) {
      hub.detach(failed);
    }
    gap = true;
    finish();
    run = null;
  }

  /// What a stream is cut by: a bug in it ends the recording, and says so.
  private final class Cut implements StreamSink {
    private final SegmentCutter cutter;

    Cut(SegmentCutter cutter) {
      this.cutter = cutter;
    }

    @Override
    public void accept(StreamEvent event) {
      try {
        cutter.accept(event);
      } catch (RuntimeException bug) {
        if (cutting == this) {
          fail(bug);
        }
      }
    }
  }

  private static boolean differs(Run present, RecordingSpec spec) {
    RecordingSpec before = present.spec();
    return before.container() != spec.container()
        || before.segmentSeconds() != spec.segmentSeconds()
        || !before.storage().equals(spec.storage());
  }

  private void begin(RecordingSpec spec, Instant now) {
    run = new Run(hub.key(), spec, now);
    clockOffsetMillis = clockOffset();
    SegmentCutter begun =
        new SegmentCutter(
            spec.container(),
            Duration.ofSeconds(spec.segmentSeconds()),
            parts.clock().nanoTime(),
            parts.clock().now(),
            this::take);
    Cut cut = new Cut(begun);
    cutting = cut;
    hub.attach(cut, begun::carries);
    if (cutting == cut) {
      problem = null;
    }
  }

  private void stop() {
    Cut stopped = cutting;
    if (stopped != null) {
      stopped.cutter.flush();
      hub.detach(stopped);
      cutting = null;
    }
    finish();
    run = null;
  }

  /// Nothing more comes of what it records. On the hub's loop, or after it.
  void finish() {
    Run over = run;
    if (over != null) {
      parts.queue().offer(new Item.Finish(over));
    }
  }

  private void take(CutSegment cut) {
    Run present = run;
    if (present == null) {
      return;
    }
    if (!isSameDay(present, cut.start())) {
      finish();
      present = new Run(hub.key(), present.spec(), cut.start());
      run = present;
    }
    boolean taken = parts.queue().offer(new Item.Segment(present, cut, ++number, gap));
    gap = !taken;
    if (!taken) {
      parts.tally().behind.increment();
      present.lost();
    }
  }

  /// A recording that goes on for ever is told of every day.
  private static boolean isSameDay(Run run, Instant start) {
    Run.View view = run.view();
    return view.isEmpty()
        || view.from()
            .atOffset(ZoneOffset.UTC)
            .toLocalDate()
            .equals(start.atOffset(ZoneOffset.UTC).toLocalDate());
  }

  private void tick() {
    if (isGone) {
      return;
    }
    look();
    Cut present = cutting;
    if (present != null) {
      try {
        flush(present.cutter);
      } catch (RuntimeException bug) {
        fail(bug);
      }
    }
    if (hub.isEnded()) {
      isGone = true;
      onGone.accept(this);
    } else {
      schedule();
    }
  }

  private void flush(SegmentCutter present) {
    boolean hasStepped = Math.abs(clockOffset() - clockOffsetMillis) > CLOCK_STEP.toMillis();
    if (hasStepped || hub.view().state() == SessionState.DISCONNECTED) {
      present.flush();
      clockOffsetMillis = clockOffset();
    }
  }

  /// By how much the wall clock is ahead of the monotonic one; constant unless somebody sets it.
  private long clockOffset() {
    RecordingClock clock = parts.clock();
    return clock.now().millis() - clock.nanoTime().getAsLong() / 1_000_000;
  }

  private void schedule() {
    Loops.Timer _ = parts.loops().schedule(hub.loop(), TICK_MS, this::tick);
  }
}
