package io.tidegate.transcode.ladder;

import io.tidegate.media.Bytes;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamKey;
import io.tidegate.media.StreamSink;
import io.tidegate.media.TrackList;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.PublishRequest;
import io.tidegate.media.hub.StreamHub;
import io.tidegate.transcode.worker.Worker;
import io.tidegate.transcode.worker.WorkerPipes;
import io.tidegate.transcode.worker.WorkerSpec;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// All renditions of one live stream: one child decodes it once and codes it for each of them; each
/// is published as a stream of its own on the same timeline. Confined to the stream's loop but for
/// what is marked so.
///
/// 1. [#start] on a live stream; the child comes with its tracks, and anew when they change;
/// 2. [#stop]; the end of the stream does it, too.
public final class Ladder implements StreamSink {
  private final StreamHub hub;
  private final Loop loop;
  private final List<Rendition> renditions;
  private final LadderContext context;
  private final List<ChildPublisher> publishers;
  private final AtomicLong dropped = new AtomicLong();
  private volatile TrackList tracks = TrackList.EMPTY;
  private volatile List<MediaTime> from;
  private volatile @Nullable Run run;
  private final StartPace pace = new StartPace(ThreadLocalRandom.current());
  private Loops.@Nullable Timer later;
  private boolean stopped;

  /// @param called what the policy knows each rendition's source by
  public Ladder(
      StreamHub hub,
      List<Rendition> renditions,
      Function<Rendition, Record> called,
      LadderContext context) {
    this.hub = hub;
    this.loop = hub.loop();
    this.renditions = List.copyOf(renditions);
    this.context = context;
    this.publishers =
        renditions.stream()
            .map(rendition -> publisher(rendition, called.apply(rendition)))
            .toList();
    this.from = renditions.stream().map(_ -> MediaTime.ofSeconds(-1)).toList();
  }

  /// The key of a stream that is made of `source`.
  ///
  /// @throws IllegalArgumentException when both names together are too long for one
  public static StreamKey key(StreamKey source, String rendition) {
    return new StreamKey(source.app(), source.name() + "_" + rendition);
  }

  /// Whether [#key] has one.
  public static boolean isKey(StreamKey source, String rendition) {
    try {
      return !key(source, rendition).name().isEmpty();
    } catch (IllegalArgumentException tooLong) {
      return false;
    }
  }

  private ChildPublisher publisher(Rendition rendition, Record called) {
    StreamKey key = key(hub.key(), rendition.name());
    PublishRequest request = PublishRequest.invited("", key, Protocol.TRANSCODE, "", called);
    return new ChildPublisher(request, context.streams(), context.loops(), loop);
  }

  /// On the stream's loop.
  public void start() {
    hub.attach(this);
  }

  /// Any thread.
  public void stop() {
    loop.run(() -> stop(CloseReason.ENDED_BY_PEER));
  }

  private void stop(CloseReason reason) {
    stopped = true;
    hub.detach(this);
    leave(reason);
    if (later != null) {
      later.cancel();
      later = null;
    }
    if (reason == CloseReason.STREAM_ENDED) {
      publishers.forEach(ChildPublisher::over);
    }
  }

  /// Looks whether what had to be left out can be made by now; then the child is started anew. Not
  /// on an event loop.
  public void tend() {
    Run now = run;
    Recipe used = now == null ? null : now.recipe;
    if (used != null && used.isSurpassedBy(Recipe.of(used.source(), used.encoders(), renditions))) {
      loop.execute(() -> {
        if (run == now) {
          leave(CloseReason.CONNECTION_LOST);
          beginSoon();
        }
      });
    }
  }

  /// How it stands. Any thread.
  public LadderView view() {
    Run now = run;
    Worker worker = now == null ? null : now.worker;
    Recipe recipe = now == null ? null : now.recipe;
    List<LadderView.Step> steps = new ArrayList<>();
    for (int i = 0; i < renditions.size(); i++) {
      String reason = recipe == null ? "" : recipe.problems().get(i);
      steps.add(
          new LadderView.Step(
              key(hub.key(), renditions.get(i).name()),
              recipe == null ? "" : recipe.encoder(i),
              reason.isEmpty() ? publishers.get(i).problem() : reason));
    }
    return new LadderView(hub.key(), worker == null ? null : worker.view(), steps, dropped.get());
  }

  @Override
  public void accept(StreamEvent event) {
    if (event instanceof TracksChanged changed) {
      TrackList chosen = ChildInput.chosen(changed.tracks());
      if (!stopped && !chosen.isEmpty() && !chosen.equals(tracks)) {
        tracks = chosen;
        leave(CloseReason.CONNECTION_LOST);
        beginSoon();
      }
    } else if (event instanceof EndOfStream) {
      stop(CloseReason.STREAM_ENDED); // another stream of this key has times of its own
    }
  }

  /// A source that changes again and again does not start a child each time.
  private void beginSoon() {
    if (later != null) {
      return; // it begins with what is known by then
    }
    Duration pause = pace.next(context.loops().nanoTime());
    if (pause.isZero()) {
      begin();
    } else {
      later = context.loops().schedule(loop, pause.toMillis(), this::begin);
    }
  }

  private void begin() {
    later = null;
    if (stopped) {
      return;
    }
    Run fresh = new Run(tracks);
    run = fresh;
    WorkerSpec spec =
        new WorkerSpec(
            hub.key().toString(),
            "renditions",
            fresh::arguments,
            fresh.outputs.stream().map(LadderArguments.Output::name).toList(),
            null);
    fresh.worker = context.workers().start(spec, fresh);
  }

  private void leave(CloseReason reason) {
    Run old = run;
    run = null;
    if (old != null) {
      old.close(reason);
    }
  }

  /// One worker, whose children follow each other. Its calls come on the worker's threads; the rest
  /// is on the stream's loop.
  private final class Run implements WorkerPipes {
    /// Pieces that wait for the loop, of all outputs.
    private static final int MOST_PIECES = 16;

    private final Semaphore room = new Semaphore(MOST_PIECES);
    private final TrackList source;
    private final List<LadderArguments.Output> outputs;
    private final Map<Integer, ChildOutput> streams = new HashMap<>();
    private volatile @Nullable ChildInput input;
    volatile @Nullable Worker worker;

    /// Of the present child, null before the first.
    volatile @Nullable Recipe recipe;

    Run(TrackList source) {
      this.source = source;
      this.outputs = new LadderArguments(source, context.encoders().now()).outputs(renditions);
    }

    /// Of the next child, on the worker's thread.
    private List<String> arguments() throws InterruptedException {
      Recipe fresh = Recipe.of(source, context.encoders().settled(), renditions);
      recipe = fresh;
      return fresh.arguments(from);
    }

    @Override
    public void started(OutputStream child) {
      loop.execute(() -> begin(child));
    }

    private void begin(OutputStream child) {
      if (!isCurrent()) {
        return;
      }
      ChildInput fresh = new ChildInput(source, child, "ffmpeg-" + hub.key() + "-in", dropped);
      input = fresh;
      hub.attach(fresh);
      Recipe made = recipe;
      for (int i = 0; i < publishers.size(); i++) {
        if (made != null && made.makes(i)) {
          streams.put(i, publishers.get(i).begin(tracksOf(i), fresh::position));
        }
      }
    }

    private List<Integer> tracksOf(int rendition) {
      return outputs.stream()
          .filter(output -> output.rendition() == rendition)
          .map(LadderArguments.Output::track)
          .toList();
    }

    @Override
    public void output(int output, Bytes piece) throws InterruptedException {
      room.acquire();
      long receivedNanos = context.loops().nanoTime();
      loop.execute(() -> {
        room.release();
        LadderArguments.Output from = outputs.get(output);
        ChildOutput into = isCurrent() ? streams.get(from.rendition()) : null;
        if (into != null) {
          into.accept(from.track(), piece, receivedNanos);
        }
      });
    }

    @Override
    public void ended(String reason) {
      loop.execute(() -> {
        if (isCurrent()) {
          finish(CloseReason.CONNECTION_LOST);
          from = publishers.stream().map(ChildPublisher::lastPicture).toList();
        }
      });
    }

    @Override
    public boolean isFed() {
      ChildInput now = input;
      return now != null && now.isFed();
    }

    private boolean isCurrent() {
      return run == this;
    }

    private void finish(CloseReason why) {
      ChildInput old = input;
      input = null;
      streams.clear();
      if (old != null) {
        hub.detach(old);
        old.end();
      }
      publishers.forEach(publisher -> publisher.end(why));
    }

    void close(CloseReason why) {
      Worker mine = worker;
      if (mine != null) {
        mine.close();
      }
      finish(why);
      from = publishers.stream().map(ChildPublisher::lastPicture).toList();
    }
  }
}
