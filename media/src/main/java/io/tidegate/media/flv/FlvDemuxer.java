package io.tidegate.media.flv;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MalformedException;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamSink;
import io.tidegate.media.TimestampUnwrapper;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.UnsupportedException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/// FLV tags, from a file or from RTMP, to stream events. Loop-confined.
///
/// 1. [#accept] for every tag in the order of arrival.
/// 2. [#end] when no more come.
///
/// The tracks are announced once both are known: by their sequence headers or first frames, or
/// because `onMetaData` says that there is only one, or because the other kept away for
/// [#PATIENCE]. Until then frames wait. A track that comes later, or changes, is announced then.
///
/// Never throws: what it cannot use, it counts, and goes on with the next tag. Flash Video File
/// Format 10.1 §E.4; Enhanced RTMP v1 and the audio part of v2.
public final class FlvDemuxer {
  /// How much media is held back for the second track to show up.
  static final MediaTime PATIENCE = MediaTime.ofSeconds(1);

  /// Frames held back at most: two seconds of 60 fps with sound.
  static final int MAX_WAITING = 250;

  /// A second at 128 Mbit/s, or the two largest tags that RTMP takes.
  static final int MAX_WAITING_BYTES = 16 << 20;

  static final int VIDEO_TRACK = 1;
  static final int AUDIO_TRACK = 2;

  private final StreamSink out;
  private final ReasonCounters counters = new ReasonCounters();
  private final TimestampUnwrapper clock = new TimestampUnwrapper(32);
  private final VideoTagReader video = new VideoTagReader(counters);
  private final AudioTagReader audio = new AudioTagReader(counters);
  private final Queue<Frame> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private TrackList announced = TrackList.EMPTY;
  private boolean expectsVideo = true;
  private boolean expectsAudio = true;
  private @Nullable String unsupported;

  public FlvDemuxer(StreamSink out) {
    this.out = out;
  }

  /// @param receivedNanos `System.nanoTime()` when its last byte came
  public void accept(FlvTag tag, long receivedNanos) {
    if (tag.body().isEmpty()) {
      return; // keep-alives of some encoders
    }
    try {
      switch (tag.type()) {
        case VIDEO -> video(tag, receivedNanos);
        case AUDIO -> audio(tag, receivedNanos);
        case SCRIPT -> script(tag.body());
      }
    } catch (MalformedException malformed) {
      counters.add(malformed.reason());
    } catch (UnsupportedException refused) {
      counters.add(Reason.UNSUPPORTED);
      unsupported = refused.getMessage();
    }
  }

  /// The input is over.
  public void end() {
    if (announced.isEmpty()) {
      announce();
    }
    if (!announced.isEmpty()) {
      out.accept(StreamEvent.EndOfStream.INSTANCE);
    }
  }

  /// True when tracks were announced.
  public boolean hasTracks() {
    return !announced.isEmpty();
  }

  /// What was wrong with the input so far.
  public ReasonCounters counters() {
    return counters;
  }

  /// The last coding that could not be carried, in a sentence; null when there was none.
  public @Nullable String unsupported() {
    return unsupported;
  }

  private void video(FlvTag tag, long receivedNanos)
      throws MalformedException, UnsupportedException {
    VideoTagReader.Picture picture = video.read(tag.body());
    if (picture == null) {
      return;
    }
    MediaTime dts = time(tag);
    MediaTime pts = dts.plus(MediaTime.ofMillis(picture.compositionMs()));
    if (pts.isBefore(dts)) {
      counters.add(Reason.OUT_OF_ORDER);
      pts = dts;
    }
    emit(new Frame(VIDEO_TRACK, dts, pts, picture.keyFrame(), picture.payload(), receivedNanos));
  }

  private void audio(FlvTag tag, long receivedNanos)
      throws MalformedException, UnsupportedException {
    Bytes payload = audio.read(tag.body());
    if (payload.isEmpty()) {
      return;
    }
    MediaTime dts = time(tag);
    emit(new Frame(AUDIO_TRACK, dts, dts, true, payload, receivedNanos));
  }

  private MediaTime time(FlvTag tag) {
    return MediaTime.ofMillis(clock.unwrap(tag.timestampMs()));
  }

  private void script(Bytes body) throws MalformedException {
    FlvHints hints = FlvHints.parse(body);
    video.geometry(hints.width(), hints.height());
    if (announced.isEmpty()) {
      expectsVideo = hints.hasVideo();
      expectsAudio = hints.hasAudio();
    }
  }

  private void emit(Frame frame) {
    if (!announced.isEmpty()) {
      announceChanges();
      out.accept(frame);
      return;
    }
    waiting.add(frame);
    waitingBytes += frame.payload().length();
    boolean complete =
        (video.params() != null || !expectsVideo) && (audio.params() != null || !expectsAudio);
    MediaTime waited = frame.dts().minus(waiting.element().dts());
    boolean full = waiting.size() >= MAX_WAITING || waitingBytes >= MAX_WAITING_BYTES;
    if (complete || waited.isAfter(PATIENCE) || full) {
      announce();
    }
  }

  private void announce() {
    announceChanges();
    waiting.forEach(out::accept);
    waiting.clear();
  }

  private void announceChanges() {
    boolean videoChanged = video.takeChanged();
    boolean audioChanged = audio.takeChanged();
    if (!videoChanged && !audioChanged) {
      return;
    }
    List<Track> tracks = new ArrayList<>(2);
    if (video.params() != null) {
      tracks.add(new Track(VIDEO_TRACK, video.params()));
    }
    if (audio.params() != null) {
      tracks.add(new Track(AUDIO_TRACK, audio.params()));
    }
    TrackList now = TrackList.of(tracks);
    if (!now.equals(announced)) {
      announced = now;
      out.accept(new StreamEvent.TracksChanged(now));
    }
  }
}
