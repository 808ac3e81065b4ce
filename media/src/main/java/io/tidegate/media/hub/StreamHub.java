package io.tidegate.media.hub;

import io.tidegate.media.Codec;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamKey;
import io.tidegate.media.StreamSink;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/// One live stream: takes the events of its publisher and calls its sinks with them, synchronously.
///
/// Confined to its [#loop()], which is its first publisher's. A later publisher on another loop
/// hands its events over. What is marked so may be called from any thread.
///
/// A sink that attaches gets the tracks and the frames since the last key frame at once, then live
/// events. Sound that a sink cannot carry is converted for it by the [AudioAdapter], once for all
/// sinks and only while one needs it. When the publisher leaves, the stream waits for its return
/// for the grace period, in which the sinks hear nothing; a return begins with the tracks if they
/// changed, then a discontinuity. Where there are several sources, one of them plays, and the next
/// one goes on from it, with a discontinuity only where the tracks are others. When nobody returns,
/// sinks get [EndOfStream] and the hub is gone.
public final class StreamHub {
  /// What goes on at another node is waited for so long at least.
  private static final Duration HAND_OVER = Duration.ofSeconds(2);

  private final StreamKey key;
  private final Loop loop;
  private final HubOptions options;
  private final Loops loops;
  private final Predicate<StreamKey> isElsewhere;
  private final Consumer<StreamHub> onEnd;
  private final SourceSet sources;
  private final AtomicInteger viewers = new AtomicInteger();
  private final Timeline timeline = new Timeline();
  private final GopCache gop;
  private final StreamMeter meter;
  private final Audience audience = new Audience(this::call);
  private final StreamTracks tracks;
  private final SilentSound silence;
  private volatile Duration grace = Duration.ZERO;
  private @Nullable Publication current;

  /// What `current` announced.
  private TrackList sent = TrackList.EMPTY;

  /// Who publishes says what time it is: then the timeline tells whether a return leaves a hole.
  private boolean keepsTimes;

  /// Nobody was connected for a while: what comes does not go on from what was.
  private boolean brokeOff;

  private Loops.@Nullable Timer graceTimer;
  private volatile boolean ended;

  /// @param isElsewhere see [AdmissionPolicy#isElsewhere]
  StreamHub(
      StreamKey key,
      Loop loop,
      Loops loops,
      HubOptions options,
      Predicate<StreamKey> isElsewhere,
      Consumer<StreamHub> onEnd) {
    this.key = key;
    this.loop = loop;
    this.loops = loops;
    this.options = options;
    this.isElsewhere = isElsewhere;
    this.onEnd = onEnd;
    this.gop = new GopCache(options.gopBytes().bytes(), MediaTime.of(options.gopDuration()));
    this.meter = new StreamMeter(key, options);
    this.sources = new SourceSet(options, loops, loop, stage());
    this.silence = new SilentSound(options.addSilence());
    this.tracks =
        new StreamTracks(options.audioAdapter(), loop, gop, meter, audience, this::deliverMade);
  }

  /// Any thread.
  public StreamKey key() {
    return key;
  }

  /// The loop that this hub lives on. Any thread.
  public Loop loop() {
    return loop;
  }

  /// The tracks as last announced, with derived sound after them while it is made; empty before the
  /// first. Any thread.
  public TrackList tracks() {
    return tracks.announced();
  }

  /// How it stands. Any thread.
  public StreamView view() {
    return meter.view(viewers.get());
  }

  /// By how much sound comes later against the pictures than when the publisher began; negative
  /// when pictures do. Any thread.
  public Duration avOffset() {
    return meter.avOffset();
  }

  /// True when it is over for good. Any thread.
  public boolean isEnded() {
    return ended;
  }

  /// One more session watches. Any thread.
  public void viewerOpened() {
    viewers.incrementAndGet();
  }

  /// One session less watches. Any thread.
  public void viewerClosed() {
    viewers.decrementAndGet();
  }

  /// Asks the publisher for a key frame, where its protocol knows such a request. Any thread.
  public void requestKeyFrame() {
    for (Publication publisher : sources.all()) {
      if (!publisher.isStandby()) {
        publisher.requestKeyFrame();
      }
    }
  }

  /// True when an output gets something of this stream: a track that it carries, or sound converted
  /// into one. True before the tracks are known. Any thread.
  public boolean hasSomethingFor(Predicate<Codec> carries) {
    return tracks.haveSomethingFor(carries);
  }

  /// [#attach(StreamSink, Predicate)] for a sink that takes every coding as it is.
  public void attach(StreamSink sink) {
    attach(sink, _ -> true);
  }

  /// Calls `sink` with the tracks and the frames since the last key frame, then with every event to
  /// come. On a hub that is over it gets [EndOfStream] alone. On [#loop()].
  ///
  /// @param carries what it can do something with: sound that it does not carry is converted, if
  ///   that is possible, and takes the original's place; else the sink has to leave the original
  ///   out
  public void attach(StreamSink sink, Predicate<Codec> carries) {
    if (ended) {
      call(sink, EndOfStream.INSTANCE);
      return;
    }
    Audience.Seat seat = audience.add(sink, carries);
    tracks.refresh();
    gop.replay(frame -> audience.deliver(seat, frame));
  }

  /// Never calls `sink` again; does nothing when it is not attached. On [#loop()].
  public void detach(StreamSink sink) {
    audience.remove(sink);
    tracks.refresh();
  }

  /// Where outputs count how long frames are under way. Any thread.
  public StageLatency latency() {
    return options.latency();
  }

  long nanoTime() {
    return options.nanoTime().getAsLong();
  }

  /// Who has the key now as `source`, null for nobody. Any thread.
  @Nullable
  Publication publisher(int source) {
    return sources.at(source);
  }

  /// All of them; nobody in the grace period. Any thread.
  List<Publication> publishers() {
    return sources.all();
  }

  /// Gives the key to `publication`, away from `before`. Whoever calls revokes `before`, and
  /// [#entered] follows. Any thread, one at a time.
  void claim(@Nullable Publication before, Publication publication, Duration returnGrace) {
    sources.claim(before, publication);
    grace = returnGrace;
  }

  /// True when frames of this track are where decoding can start: video, or sound on its own.
  boolean isSyncTrack(int trackId) {
    return tracks.isSync(trackId);
  }

  /// `publication` has claimed a source of this plan. Before its first event, on [#loop()].
  void entered(Publication publication, SourcePlan plan, ToIntFunction<PublishRequest> sourceOf) {
    if (!ended) {
      sources.entered(publication, plan, sourceOf);
    }
  }

  /// The sources may be others. On [#loop()].
  void replan(SourcePlan plan, ToIntFunction<PublishRequest> sourceOf) {
    if (!ended) {
      sources.replan(plan, sourceOf);
    }
  }

  /// An event of `publication`; ignored when the key has gone to another. On [#loop()].
  void accept(Publication publication, StreamEvent event) {
    if (!ended && !publication.isClosed()) {
      sources.accept(publication, event);
    }
  }

  private void play(Publication publication, StreamEvent event) {
    boolean joins = current != publication;
    if (joins) {
      join(publication);
    }
    switch (event) {
      case Frame frame -> frame(frame);
      case TracksChanged changed -> tracks(changed.tracks(), joins);
      case Discontinuity discontinuity -> {
        timeline.signal(discontinuity, this::deliverTimed);
      }
      case EndOfStream _ -> publication.close(CloseReason.ENDED_BY_PEER);
    }
  }

  private SourceSet.Stage stage() {
    return new SourceSet.Stage() {
      @Override
      public void play(Publication from, StreamEvent event) {
        StreamHub.this.play(from, event);
      }

      @Override
      public void moved(List<SourceView> views) {
        meter.sources(views);
      }

      @Override
      public TrackList sent(Publication by) {
        return by.equals(current) ? sent : TrackList.EMPTY;
      }
    };
  }

  /// `publication` gave its key back. Any thread.
  void left(Publication publication, CloseReason reason) {
    if (sources.remove(publication)) {
      loop.run(() -> leave(publication, reason));
    }
  }

  private void leave(Publication publication, CloseReason reason) {
    if (!ended) {
      sources.left(publication, reason);
    }
    await(publication, reason);
  }

  /// Ends the stream now. Any thread.
  void end(CloseReason reason) {
    sources.clear().forEach(publisher -> publisher.revoke(reason));
    loop.run(this::finish);
  }

  private void join(Publication publication) {
    stopWaiting();
    keepsTimes = publication.request().keepsTimes() && !hasOtherTimes(publication);
    if (keepsTimes) {
      timeline.keep();
    } else if (current != null) {
      if (sources.areSeveral()) {
        timeline.goOn();
      } else {
        timeline.restart();
      }
    }
    current = publication;
    meter.publisher(publication.request());
  }

  /// It is had from another node now, whose times do not go on from those of whoever was before.
  private boolean hasOtherTimes(Publication publication) {
    return current != null && publication.request().isRelayed();
  }

  private void tracks(TrackList news, boolean joins) {
    sent = news;
    TrackList announced = silence.with(news);
    TrackList before = tracks.originals();
    boolean changes = !announced.equals(before);
    boolean goesOn = sources.areSeveral() && !brokeOff && !changes;
    boolean returns = joins && !before.isEmpty() && !goesOn && !keepsTimes;
    brokeOff = false;
    if (changes) {
      timeline.forgetTracksBut(announced.asList().stream().map(Track::id).toList());
      tracks.replace(announced);
    }
    if (returns) {
      tracks.forgive();
      timeline.signal(new Discontinuity(Discontinuity.Reason.NEW_PUBLISHER), this::deliverTimed);
    }
  }

  private void frame(Frame frame) {
    if (tracks.originals().find(frame.trackId()) == null) {
      return;
    }
    meter.frame(frame, timeline);
    timeline.accept(frame, this::deliverTimed);
  }

  private void deliverTimed(StreamEvent event) {
    if (event instanceof Frame frame) {
      gop.add(frame);
      audience.deliver(event);
      tracks.accept(frame);
      silence.follow(frame, this::deliverMade);
    } else {
      gop.clear();
      tracks.discontinuity();
      audience.deliver(event);
    }
  }

  private void deliverMade(Frame frame) {
    gop.add(frame);
    audience.deliver(frame);
  }

  /// A sink that throws has a bug: it is detached, the stream goes on.
  private void call(StreamSink sink, StreamEvent event) {
    try {
      sink.accept(event);
    } catch (RuntimeException bug) {
      options.bugs().accept(bug);
      audience.remove(sink);
      loop.execute(tracks::refresh);
    }
  }

  private void await(Publication publication, CloseReason reason) {
    boolean isGone = ended || !sources.isEmpty();
    if (isGone) {
      return;
    }
    brokeOff = true;
    meter.disconnected();
    boolean neverSentAnything = current != publication && tracks.announced().isEmpty();
    boolean movesOn = !publication.request().isRelayed() && isElsewhere.test(key);
    boolean isFinal =
        !movesOn && (reason == CloseReason.SHUTTING_DOWN || reason == CloseReason.STREAM_ENDED);
    Duration wait = movesOn && grace.compareTo(HAND_OVER) < 0 ? HAND_OVER : grace;
    if (neverSentAnything || isFinal || wait.isZero()) {
      endUnlessClaimed();
      return;
    }
    stopWaiting();
    graceTimer = loops.schedule(loop, wait.toMillis(), this::endUnlessClaimed);
  }

  private void stopWaiting() {
    if (graceTimer != null) {
      graceTimer.cancel();
      graceTimer = null;
    }
  }

  private void endUnlessClaimed() {
    if (!ended && sources.isEmpty()) {
      onEnd.accept(this);
    }
  }

  private void finish() {
    if (!ended) {
      ended = true;
      stopWaiting();
      sources.stop();
      gop.clear();
      tracks.stop();
      audience.end(EndOfStream.INSTANCE);
    }
  }
}
