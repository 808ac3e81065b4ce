package io.tidegate.transcode.picture;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamSink;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.hub.Backoff;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.transcode.ladder.ChildInput;
import io.tidegate.transcode.worker.Worker;
import io.tidegate.transcode.worker.WorkerPipes;
import io.tidegate.transcode.worker.WorkerSpec;
import io.tidegate.transcode.worker.WorkerView;
import io.tidegate.transcode.worker.Workers;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/// JPEG pictures of one live stream, one after the other, with the times that the frames have: one
/// child decodes all of the stream and runs on. Confined to the stream's loop but for what is
/// marked so.
///
/// 1. [#start] on a live stream; the child comes with its first track of pictures, and anew when
///    that changes or it writes what is no picture, at first after a second, later after ten;
/// 2. [#stop]; the end of the stream does it, too.
public final class PictureFeed implements StreamSink {
  private static final String OUTPUT = "pictures";
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /// A child holds back what it has to reorder: so many frames without a picture are no
  /// stand-still.
  private static final int HELD_BACK = 300;

  private final String name;
  private final StreamHub hub;
  private final Loop loop;
  private final PictureWish wish;
  private final Children children;
  private final Taker taker;
  private final Backoff backoff = new Backoff(ThreadLocalRandom.current(), FIRST_PAUSE);
  private final AtomicLong dropped = new AtomicLong();
  private @Nullable Track video;
  private Loops.@Nullable Timer timer;
  private volatile @Nullable Run run;
  private boolean hasBegun;
  private long begunNanos;
  private boolean stopped;

  /// One picture. Immutable.
  ///
  /// @param pts of its frame, on the stream's timeline
  /// @param receivedNanos when the last byte of its frame came in, by the monotonic clock
  public record Grabbed(MediaTime pts, long receivedNanos, Bytes jpeg) {}

  /// Whoever gets the pictures, on the stream's loop; must not wait.
  public interface Taker {
    void picture(Grabbed picture);

    /// The stream has ended.
    void ended();
  }

  /// Where children and times come from.
  public record Children(Workers workers, Loops loops) {}

  /// @param name in the table of workers
  public PictureFeed(String name, StreamHub hub, PictureWish wish, Children children, Taker taker) {
    this.name = name;
    this.hub = hub;
    this.loop = hub.loop();
    this.wish = wish;
    this.children = children;
    this.taker = taker;
  }

  /// Any thread.
  public void start() {
    loop.run(() -> {
      if (!stopped) {
        hub.attach(this);
      }
    });
  }

  /// Any thread; the second call does nothing.
  public void stop() {
    loop.run(() -> {
      stopped = true;
      hub.detach(this);
      leave();
    });
  }

  /// Frames that the child did not get, and pictures that were not taken from it. Any thread.
  public long dropped() {
    return dropped.get();
  }

  /// Why none come, or did not lately; null for no reason. Any thread.
  public @Nullable String problem() {
    Run now = run;
    Worker worker = now == null ? null : now.worker;
    WorkerView view = worker == null ? null : worker.view();
    if (view == null) {
      return null;
    }
    return switch (view.state()) {
      case WAITING -> "too many children run already";
      case RESTARTING -> view.lastError();
      case STARTING, RUNNING, STOPPED -> null;
    };
  }

  @Override
  public void accept(StreamEvent event) {
    if (event instanceof TracksChanged changed) {
      Track now = changed.tracks().video().orElse(null);
      if (!stopped && now != null && !now.equals(video)) {
        video = now;
        again();
      }
    } else if (event instanceof EndOfStream) {
      stop();
      taker.ended();
    }
  }

  /// Another child, but not too soon after the last one.
  private void again() {
    leave();
    long now = children.loops().nanoTime();
    if (!hasBegun || now - begunNanos > LONGEST_PAUSE.toNanos()) {
      backoff.reset();
      begin();
    } else {
      timer = children.loops().schedule(loop, backoff.next(LONGEST_PAUSE).toMillis(), this::begin);
    }
  }

  private void begin() {
    Track track = video;
    if (stopped || track == null) {
      return;
    }
    hasBegun = true;
    begunNanos = children.loops().nanoTime();
    Run fresh = new Run(track);
    run = fresh;
    List<String> arguments = wish.arguments(track, WorkerSpec.place(OUTPUT));
    WorkerSpec spec = WorkerSpec.of(name, "frame-tap", arguments, List.of(OUTPUT));
    fresh.worker = children.workers().start(spec, fresh);
  }

  private void leave() {
    Loops.Timer waiting = timer;
    timer = null;
    if (waiting != null) {
      waiting.cancel();
    }
    Run old = run;
    run = null;
    if (old != null) {
      old.close();
    }
  }

  /// One worker, whose children follow each other. Its calls come on the worker's threads; the rest
  /// is on the stream's loop.
  private final class Run implements WorkerPipes {
    /// That wait for the loop.
    private static final int MOST_PICTURES = 4;

    private final TrackList tracks;
    private final Semaphore room = new Semaphore(MOST_PICTURES);
    private final FedTimes times = new FedTimes();
    private final AtomicLong since = new AtomicLong();
    private volatile SmjpegReader reader = new SmjpegReader(this::picture);
    private volatile @Nullable ChildInput input;
    private @Nullable StreamSink feeding;
    volatile @Nullable Worker worker;

    Run(Track track) {
      this.tracks = TrackList.of(List.of(track));
    }

    @Override
    public void started(OutputStream child) {
      reader = new SmjpegReader(this::picture);
      loop.execute(() -> begin(child));
    }

    private void begin(OutputStream child) {
      if (!isCurrent()) {
        return;
      }
      ChildInput fresh = new ChildInput(tracks, child, "ffmpeg-" + name + "-in", dropped);
      input = fresh;
      since.set(0);
      StreamSink sink = event -> feed(event, fresh);
      feeding = sink;
      hub.attach(sink);
    }

    private void feed(StreamEvent event, ChildInput child) {
      if (event instanceof Frame frame && tracks.find(frame.trackId()) != null) {
        times.add(frame);
        since.incrementAndGet();
      }
      child.accept(event);
    }

    @Override
    public void output(int output, Bytes piece) throws InterruptedException {
      SmjpegReader reading = reader;
      boolean was = reading.isBroken();
      reading.accept(piece);
      if (reading.isBroken() && !was) {
        loop.execute(() -> {
          if (isCurrent()) {
            again();
          }
        });
      }
    }

    private void picture(long ptsMs, Bytes jpeg) throws InterruptedException {
      room.acquire();
      loop.execute(() -> {
        room.release();
        take(ptsMs, jpeg);
      });
    }

    private void take(long ptsMs, Bytes jpeg) {
      since.set(0);
      FedTimes.Fed fed = times.find(ptsMs);
      if (!isCurrent()) {
        return;
      }
      if (fed == null || jpeg.isEmpty()) {
        dropped.incrementAndGet();
      } else {
        taker.picture(new Grabbed(fed.pts(), fed.receivedNanos(), jpeg));
      }
    }

    @Override
    public void ended(String reason) {
      loop.execute(this::finish);
    }

    /// Only so many frames after its last picture is there one to come.
    @Override
    public boolean isFed() {
      ChildInput now = input;
      return now != null && now.isFed() && since.get() > HELD_BACK + 2L * wish.everyFrames();
    }

    private boolean isCurrent() {
      return run == this;
    }

    private void finish() {
      ChildInput old = input;
      StreamSink sink = feeding;
      input = null;
      feeding = null;
      if (sink != null) {
        hub.detach(sink);
      }
      if (old != null) {
        old.end();
      }
    }

    void close() {
      Worker mine = worker;
      if (mine != null) {
        mine.close();
      }
      finish();
    }
  }
}
