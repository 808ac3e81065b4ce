package io.tidegate.media.hub;

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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// One live stream: takes the events of its publisher and calls its sinks with them, synchronously.
///
/// Confined to its [#loop()], which is its first publisher's. A later publisher on another loop
/// hands its events over. What is marked so may be called from any thread.
///
/// A sink that attaches gets the tracks and the frames since the last key frame at once, then live
/// events. When the publisher leaves, the stream waits for its return for the grace period, in
/// which the sinks hear nothing; a return begins with the tracks if they changed, then a
/// discontinuity. When nobody returns, sinks get [EndOfStream] and the hub is gone.
public final class StreamHub {
  private static final StreamSink[] NO_SINKS = {};

  private final StreamKey key;
  private final Loop loop;
  private final HubOptions options;
  private final Loops loops;
  private final Consumer<StreamHub> onEnd;
  private final AtomicReference<@Nullable Publication> slot = new AtomicReference<>();
  private final AtomicInteger viewers = new AtomicInteger();
  private final Timeline timeline = new Timeline();
  private final GopCache gop;
  private final StreamMeter meter;
  private volatile TrackList tracks = TrackList.EMPTY;
  private volatile Duration grace = Duration.ZERO;
  private StreamSink[] sinks = NO_SINKS;
  private @Nullable Publication current;
  private Loops.@Nullable Timer graceTimer;
  private volatile boolean ended;

  StreamHub(StreamKey key, Loop loop, Loops loops, HubOptions options, Consumer<StreamHub> onEnd) {
    this.key = key;
    this.loop = loop;
    this.loops = loops;
    this.options = options;
    this.onEnd = onEnd;
    this.gop = new GopCache(options.gopBytes().bytes(), MediaTime.of(options.gopDuration()));
    this.meter = new StreamMeter(key, options);
  }

  /// Any thread.
  public StreamKey key() {
    return key;
  }

  /// The loop that this hub lives on. Any thread.
  public Loop loop() {
    return loop;
  }

  /// The tracks as last announced; empty before the first. Any thread.
  public TrackList tracks() {
    return tracks;
  }

  /// How it stands. Any thread.
  public StreamView view() {
    return meter.view(viewers.get());
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

  /// Calls `sink` with the tracks and the frames since the last key frame, then with every event to
  /// come. On a hub that is over it gets [EndOfStream] alone. On [#loop()].
  public void attach(StreamSink sink) {
    if (ended) {
      call(sink, EndOfStream.INSTANCE);
      return;
    }
    StreamSink[] more = new StreamSink[sinks.length + 1];
    System.arraycopy(sinks, 0, more, 0, sinks.length);
    more[sinks.length] = sink;
    sinks = more;
    if (!tracks.isEmpty()) {
      call(sink, new TracksChanged(tracks));
      gop.replay(frame -> call(sink, frame));
    }
  }

  /// Never calls `sink` again; does nothing when it is not attached. On [#loop()].
  @SuppressWarnings("ReferenceEquality") // this very sink, whatever its equals() says
  public void detach(StreamSink sink) {
    for (int i = 0; i < sinks.length; i++) {
      if (sinks[i] == sink) {
        StreamSink[] fewer = new StreamSink[sinks.length - 1];
        System.arraycopy(sinks, 0, fewer, 0, i);
        System.arraycopy(sinks, i + 1, fewer, i, fewer.length - i);
        sinks = fewer;
        return;
      }
    }
  }

  long nanoTime() {
    return options.nanoTime().getAsLong();
  }

  /// Who has the key now, null in the grace period. Any thread.
  @Nullable
  Publication publisher() {
    return slot.get();
  }

  /// Gives the key to `publication`, away from `before`; false when somebody was faster. Whoever
  /// calls revokes `before`. Any thread.
  boolean claim(@Nullable Publication before, Publication publication, Duration returnGrace) {
    if (!slot.compareAndSet(before, publication)) {
      return false;
    }
    grace = returnGrace;
    return true;
  }

  /// True when frames of this track are where decoding can start: video, or sound on its own.
  boolean isSyncTrack(int trackId) {
    TrackList known = tracks;
    Track track = known.find(trackId);
    return track == null || track.isVideo() || !known.hasVideo();
  }

  /// An event of `publication`; ignored when the key has gone to another. On [#loop()].
  void accept(Publication publication, StreamEvent event) {
    if (ended || slot.get() != publication) {
      return;
    }
    boolean joins = current != publication;
    if (joins) {
      join(publication);
    }
    switch (event) {
      case Frame frame -> frame(frame);
      case TracksChanged changed -> tracks(changed.tracks(), joins);
      case Discontinuity discontinuity -> {
        gop.clear();
        timeline.signal(discontinuity, this::deliver);
      }
      case EndOfStream _ -> publication.close(CloseReason.ENDED_BY_PEER);
    }
  }

  /// `publication` gave its key back. Any thread.
  void left(Publication publication, CloseReason reason) {
    if (slot.compareAndSet(publication, null)) {
      loop.run(() -> await(publication, reason));
    }
  }

  /// Ends the stream now. Any thread.
  void end(CloseReason reason) {
    Publication publisher = slot.getAndSet(null);
    if (publisher != null) {
      publisher.revoke(reason);
    }
    loop.run(this::finish);
  }

  private void join(Publication publication) {
    stopWaiting();
    if (current != null) {
      timeline.restart();
    }
    current = publication;
    meter.publisher(publication.request());
  }

  private void tracks(TrackList announced, boolean joins) {
    boolean returns = joins && !tracks.isEmpty();
    if (!announced.equals(tracks)) {
      tracks = announced;
      timeline.forgetTracksBut(announced.asList().stream().map(Track::id).toList());
      meter.tracks(announced);
      gop.tracks(announced);
      deliver(new TracksChanged(announced));
    }
    if (returns) {
      gop.clear();
      timeline.signal(new Discontinuity(Discontinuity.Reason.NEW_PUBLISHER), this::deliver);
    }
  }

  private void frame(Frame frame) {
    if (tracks.find(frame.trackId()) == null) {
      return;
    }
    meter.frame(frame, timeline);
    timeline.accept(frame, this::deliverTimed);
  }

  private void deliverTimed(StreamEvent event) {
    if (event instanceof Frame frame) {
      gop.add(frame);
    } else {
      gop.clear();
    }
    deliver(event);
  }

  private void deliver(StreamEvent event) {
    for (StreamSink sink : sinks) {
      call(sink, event);
    }
  }

  /// A sink that throws has a bug: it is detached, the stream goes on.
  private void call(StreamSink sink, StreamEvent event) {
    try {
      sink.accept(event);
    } catch (RuntimeException bug) {
      options.bugs().accept(bug);
      detach(sink);
    }
  }

  private void await(Publication publication, CloseReason reason) {
    boolean isGone = ended || slot.get() != null;
    if (isGone) {
      return;
    }
    meter.disconnected();
    boolean neverSentAnything = current != publication && tracks.isEmpty();
    if (neverSentAnything || reason == CloseReason.SHUTTING_DOWN || grace.isZero()) {
      endUnlessClaimed();
      return;
    }
    stopWaiting();
    graceTimer = loops.schedule(loop, grace.toMillis(), this::endUnlessClaimed);
  }

  private void stopWaiting() {
    if (graceTimer != null) {
      graceTimer.cancel();
      graceTimer = null;
    }
  }

  private void endUnlessClaimed() {
    if (!ended && slot.get() == null) {
      onEnd.accept(this);
    }
  }

  private void finish() {
    if (!ended) {
      ended = true;
      stopWaiting();
      gop.clear();
      StreamSink[] last = sinks;
      sinks = NO_SINKS;
      for (StreamSink sink : last) {
        call(sink, EndOfStream.INSTANCE);
      }
    }
  }
}
