package io.tidegate.media.hub;

import io.tidegate.media.Frame;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// Counts what comes into one stream and makes its [StreamView]s. Written on the hub's loop, views
/// read from any thread.
final class StreamMeter {
  private static final long WINDOW_NANOS = Duration.ofSeconds(1).toNanos();

  /// What was measured so long ago is not so any more. Some cameras send a picture every two
  /// seconds at night.
  private static final long STALE_NANOS = Duration.ofSeconds(3).toNanos();

  private final StreamKey key;
  private final HubOptions options;
  private final Instant since;
  private volatile StreamView view;
  private SessionState state = SessionState.CONNECTING;
  private @Nullable PublishRequest source;
  private TrackList tracks = TrackList.EMPTY;
  private @Nullable String soundProblem;
  private List<SourceView> sources = List.of();
  private long frames;
  private long bytes;
  private long discontinuities;
  private long windowStart;
  private long windowBytes;
  private int countedTrack = -1;
  private boolean countsPictures;
  private final TimingMeter timing = new TimingMeter();
  private final AvOffsetMeter avOffset = new AvOffsetMeter();
  private final ScanMeter scan = new ScanMeter();
  private long windowFrames;
  private long bitrateBps;
  private double framesPerSecond;

  /// When the window before the present one ended.
  private volatile long measuredNanos;

  StreamMeter(StreamKey key, HubOptions options) {
    this.key = key;
    this.options = options;
    this.since = options.now().get();
    this.windowStart = options.nanoTime().getAsLong();
    this.measuredNanos = windowStart;
    this.view = snapshot();
  }

  void publisher(PublishRequest request) {
    source = request;
    state = SessionState.STREAMING;
    timing.restart();
    avOffset.restart();
    windowStart = options.nanoTime().getAsLong();
    windowBytes = 0;
    windowFrames = 0;
    view = snapshot();
  }

  void sources(List<SourceView> moved) {
    sources = moved;
    if (moved.stream().noneMatch(one -> one.state() == SourceState.STREAMING)) {
      bitrateBps = 0; // nothing comes that would say so
      framesPerSecond = 0;
    }
    view = snapshot();
  }

  void tracks(TrackList announced, @Nullable String problem) {
    if (announced.equals(tracks) && Objects.equals(problem, soundProblem)) {
      return;
    }
    tracks = announced;
    countedTrack = announced.video().or(announced::audio).map(Track::id).orElse(-1);
    countsPictures = announced.hasVideo();
    avOffset.tracks(announced);
    scan.tracks(announced);
    soundProblem = problem;
    view = snapshot();
  }

  void frame(Frame frame, Timeline timeline) {
    avOffset.frame(frame);
    scan.frame(frame);
    frames++;
    bytes += frame.payload().length();
    windowBytes += frame.payload().length();
    if (frame.trackId() == countedTrack) {
      windowFrames++;
      timing.frame(frame, countsPictures);
    }
    long elapsed = frame.receivedNanos() - windowStart;
    if (elapsed >= WINDOW_NANOS) {
      long latest = (long) (windowBytes * 8e9 / elapsed);
      bitrateBps = bitrateBps == 0 ? latest : (bitrateBps + latest) / 2;
      framesPerSecond = windowFrames * 1e9 / elapsed;
      windowStart = frame.receivedNanos();
      measuredNanos = windowStart;
      windowBytes = 0;
      windowFrames = 0;
      discontinuities = timeline.discontinuities();
      view = snapshot();
    }
  }

  void disconnected() {
    avOffset.restart();
    state = SessionState.DISCONNECTED;
    bitrateBps = 0;
    framesPerSecond = 0;
    view = snapshot();
  }

  /// Any thread.
  Duration avOffset() {
    return avOffset.offset();
  }

  /// Any thread.
  StreamView view(int viewers) {
    StreamView last = view;
    boolean stale = options.nanoTime().getAsLong() - measuredNanos > STALE_NANOS;
    return new StreamView(
        last.key(),
        last.state(),
        last.since(),
        last.source(),
        last.tracks(),
        last.soundProblem(),
        stale ? 0 : last.bitrateBps(),
        stale ? 0 : last.framesPerSecond(),
        viewers,
        last.frames(),
        last.bytes(),
        last.discontinuities(),
        last.timing(),
        last.scan(),
        last.sources());
  }

  private StreamView snapshot() {
    return new StreamView(
        key,
        state,
        since,
        source,
        tracks,
        soundProblem,
        bitrateBps,
        framesPerSecond,
        0,
        frames,
        bytes,
        discontinuities,
        timing.view(),
        scan.scan(),
        sources);
  }
}
