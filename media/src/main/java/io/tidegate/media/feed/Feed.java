package io.tidegate.media.feed;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamSink;
import io.tidegate.media.TrackList;
import io.tidegate.media.TrackTimes;
import io.tidegate.media.hub.Loop;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.Parcel;
import io.tidegate.media.hub.StageLatency.Stage;
import io.tidegate.media.hub.StreamHub;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One stream in one format: muxes each frame once and hands the bytes once to each event loop that
/// has viewers. Confined to the hub's loop.
///
/// A flush ends with a video frame; sound rides along, but waits for [#MAX_SOUND_WAIT] of media
/// time at most. With a batch set, a flush waits until the batch is full. A key frame starts a
/// flush of its own, so that viewers can join there.
final class Feed<T> implements StreamSink {
  /// How long sound waits for a picture: a frame of 30 pictures a second.
  static final MediaTime MAX_SOUND_WAIT = MediaTime.ofMillis(33);

  /// Room for the framing of a picture and the sound beside it, so that the buffer seldom grows.
  private static final int TAG_ROOM = 1024;

  private final StreamHub hub;
  private final FeedMuxer muxer;
  private final Loops loops;
  private final FeedContent<T> content;
  private final MediaTime batch;
  private final FeedCache<T> cache;

  /// Replaced, never changed: a viewer may leave while it is served.
  private List<FeedGroup<T>> groups = List.of();

  private final List<FeedViewer<T>> waiting = new ArrayList<>();
  private ByteWriter pending = new ByteWriter();
  private TrackList tracks = TrackList.EMPTY;
  private TrackTimes pendingSince = new TrackTimes(MediaTime.ZERO, Map.of());
  private MediaTime lastTime = MediaTime.ZERO;
  private final Map<Integer, MediaTime> lastTimes = new HashMap<>();
  private long pendingReceivedNanos;
  private int pendingFrames;
  private boolean pendingIsSync;
  private boolean tracksAreNew;
  private volatile Loops.@Nullable Timer lingering;
  private boolean ended;

  Feed(StreamHub hub, FeedMuxer muxer, Loops loops, FeedContent<T> content, FeedOptions options) {
    this.hub = hub;
    this.muxer = muxer;
    this.loops = loops;
    this.content = content;
    this.batch = MediaTime.of(options.batch());
    this.cache = new FeedCache<>(muxer, content, options.limits());
  }

  /// Starts to listen; the cache is filled with what the hub replays.
  void open() {
    hub.attach(this, muxer::carries);
  }

  /// Nobody watches any more.
  void close() {
    hub.detach(this);
    cache.clear();
  }

  boolean hasViewers() {
    return !groups.isEmpty() || !waiting.isEmpty();
  }

  /// The last viewer has left: `timer` will close it.
  void linger(Loops.Timer timer) {
    lingering = timer;
  }

  /// Somebody comes while it lingers.
  void stay() {
    Loops.Timer timer = lingering;
    if (timer != null) {
      timer.cancel();
      lingering = null;
    }
  }

  /// Any thread.
  boolean isLingering() {
    return lingering != null;
  }

  boolean isEnded() {
    return ended;
  }

  /// Brings `viewer` in: everything since the last key frame, then what comes. Before the first
  /// frame of the tracks it waits: that tells the time of the headers.
  void join(FeedViewer<T> viewer) {
    if (ended) {
      viewer.loop().run(viewer::finish);
    } else if (tracksAreNew || tracks.isEmpty()) {
      waiting.add(viewer);
    } else {
      admit(viewer);
    }
  }

  /// `viewer` has gone.
  void leave(FeedViewer<T> viewer) {
    if (waiting.remove(viewer)) {
      return;
    }
    FeedGroup<T> group = group(viewer.loop());
    if (group == null) {
      return;
    }
    group.loop().run(() -> group.remove(viewer));
    if (group.left()) {
      groups = groups.stream().filter(other -> !other.loop().equals(viewer.loop())).toList();
    }
  }

  private void admit(FeedViewer<T> viewer) {
    FeedGroup<T> present = group(viewer.loop());
    FeedGroup<T> group = present != null ? present : newGroup(viewer.loop());
    if (present == null) {
      List<FeedGroup<T>> more = new ArrayList<>(groups);
      more.add(group);
      groups = List.copyOf(more);
    }
    group.joined();
    List<Parcel<T>> start = cache.start(times());
    group.loop().run(() -> group.add(viewer, start));
  }

  private FeedGroup<T> newGroup(Loop loop) {
    return new FeedGroup<>(loops, loop, content, hub.latency().of(Stage.OUTPUT));
  }

  private @Nullable FeedGroup<T> group(Loop loop) {
    for (FeedGroup<T> group : groups) {
      if (group.loop().equals(loop)) {
        return group;
      }
    }
    return null;
  }

  @Override
  public void accept(StreamEvent event) {
    switch (event) {
      case Frame frame -> frame(frame);
      case TracksChanged changed -> tracks(changed.tracks());
      case Discontinuity _ -> breakOff();
      case EndOfStream _ -> end();
    }
  }

  private void breakOff() {
    muxer.discontinuity(pending);
    flush();
    cache.clear();
  }

  private void tracks(TrackList changed) {
    breakOff();
    tracks = changed;
    tracksAreNew = true;
    muxer.tracks(changed);
  }

  private void frame(Frame frame) {
    boolean picture = tracks.video().map(track -> track.id() == frame.trackId()).orElse(false);
    boolean sync = muxer.startsSync(frame);
    if (tracksAreNew) {
      announceTracks(frame);
    }
    if (sync && picture) {
      flush();
    }
    int before = pending.size();
    if (before == 0) {
      pending = new ByteWriter(frame.payload().length() + TAG_ROOM);
    }
    muxer.frame(frame, pending);
    stand(frame);
    if (pending.size() == before) {
      return;
    }
    if (before == 0) {
      pendingSince = times();
      pendingReceivedNanos = frame.receivedNanos();
      pendingIsSync = sync;
    }
    pendingFrames++;
    MediaTime span = frame.dts().minus(pendingSince.at());
    boolean isFull =
        batch.equals(MediaTime.ZERO)
            ? picture || !tracks.hasVideo() || !span.isBefore(MAX_SOUND_WAIT)
            : !span.isBefore(batch);
    if (isFull) {
      flush();
    }
  }

  private void announceTracks(Frame first) {
    tracksAreNew = false;
    stand(first);
    if (!groups.isEmpty()) {
      ByteWriter out = new ByteWriter(1024);
      muxer.change(times(), out);
      if (out.size() > 0) {
        deliver(out, times(), 0, Parcel.Kind.HEADER);
      }
    }
    List<FeedViewer<T>> admitted = List.copyOf(waiting);
    waiting.clear();
    admitted.forEach(this::admit);
  }

  private void stand(Frame frame) {
    lastTime = frame.dts();
    lastTimes.put(frame.trackId(), frame.dts());
  }

  /// The track of the last frame stands at it.
  private TrackTimes times() {
    return new TrackTimes(lastTime, lastTimes);
  }

  private void flush() {
    if (pending.size() == 0) {
      return;
    }
    Parcel.Kind kind = pendingIsSync ? Parcel.Kind.SYNC : Parcel.Kind.DELTA;
    int frames = pendingFrames;
    pendingFrames = 0;
    pendingIsSync = false;
    deliver(pending, pendingSince, frames, kind);
  }

  private void deliver(ByteWriter bytes, TrackTimes times, int frames, Parcel.Kind kind) {
    Bytes whole = bytes.toBytes();
    T shared = content.of(whole);
    Parcel<T> parcel = new Parcel<>(shared, whole.length(), times.at(), frames, kind);
    cache.add(parcel, times);
    long receivedNanos = pendingReceivedNanos;
    for (FeedGroup<T> group : groups) {
      content.retain(shared, 1);
      group.loop().run(() -> group.deliver(parcel, receivedNanos));
    }
    content.release(shared);
  }

  private void end() {
    muxer.end(times(), pending);
    flush();
    ended = true;
    cache.clear();
    groups.forEach(group -> group.loop().run(group::finish));
    List<FeedViewer<T>> left = List.copyOf(waiting);
    left.forEach(viewer -> viewer.loop().run(viewer::finish));
  }
}
