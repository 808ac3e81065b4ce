package io.tidegate.hls;

import io.tidegate.media.DataSize;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.Track;
import io.tidegate.media.fmp4.Sample;
import java.util.List;

/// Cuts the frames of a stream into segments and parts, whatever the container. Loop-confined.
///
/// One track leads: the video, or the audio where there is no video. Cuts lie between its frames;
/// frames of the other track go where their decoding time belongs, late ones into the part that is
/// open when they come. A part closes when the next frame comes, because only then its duration is
/// known; after a frame that lasts longer than a part, parts without a frame fill the time.
///
/// 1. [#tracks] before the first frame and whenever they change;
/// 2. [#frame] for every frame;
/// 3. [#interrupt] where time or content breaks off: ends the segment, the next one begins with a
///    key frame and a discontinuity.
final class Segmenter {
  /// Takes what was cut: `opened (part+ closed)`.
  interface Output {
    /// @param start decoding time of the first frame
    /// @param keyFrame decoding can start here
    /// @param discontinuity does not continue the segment before
    /// @param receivedNanos when the first frame was received
    void opened(MediaTime start, boolean keyFrame, boolean discontinuity, long receivedNanos);

    void part(PartDraft draft);

    void closed(MediaTime duration);
  }

  /// Sound that is further ahead of the pictures means that the pictures have stopped.
  private static final MediaTime AHEAD_LIMIT = MediaTime.ofSeconds(3);

  /// At the end of a run, sound up to so much longer than the pictures is kept.
  private static final MediaTime TRAILING_SOUND = MediaTime.ofMillis(500);

  /// A segment is cut at any frame before it holds more: 60 s of 4 Mbit/s, 2 s of 120 Mbit/s.
  private static final DataSize SEGMENT_LIMIT = DataSize.ofMegabytes(30);

  private final Output out;
  private final CutPolicy cuts;
  private final MediaTime wantedPart;
  private @Nullable TrackQueue leading;
  private @Nullable TrackQueue following;
  private @Nullable PartTarget partTarget;
  private @Nullable PartSlicer slices;
  private boolean open;
  private boolean opensSegment;
  private boolean anyClosed;
  private boolean discontinuity;
  private MediaTime segmentStart = MediaTime.ZERO;
  private MediaTime segmentEnd = MediaTime.ZERO;
  private MediaTime newestDts = MediaTime.ZERO;
  private MediaTime usualStep = MediaTime.ZERO;
  private int segmentFrames;
  private long segmentBytes;
  private long dropped;

  /// @param wantedPart zero for no parts
  /// @param continues the first segment follows one of an earlier packager
  Segmenter(Output out, CutPolicy cuts, MediaTime wantedPart, boolean continues) {
    this.out = out;
    this.cuts = cuts;
    this.wantedPart = wantedPart;
    this.discontinuity = continues;
  }

  /// The tracks from here on. Before anything was cut, a second track may still join without a
  /// break: encoders announce picture and sound one after the other.
  void tracks(@Nullable Track leadingTrack, @Nullable Track followingTrack) {
    boolean joins =
        !anyClosed && leading != null && leading.track().equals(leadingTrack) && slices == null;
    if (!joins) {
      interrupt();
      leading = leadingTrack == null ? null : new TrackQueue(leadingTrack);
    }
    following = followingTrack == null ? null : new TrackQueue(followingTrack);
  }

  void frame(Frame frame) {
    if (leading != null && frame.trackId() == leading.track().id()) {
      lead(leading, frame);
    } else if (following != null && frame.trackId() == following.track().id()) {
      follow(following, frame);
    }
  }

  /// Ends the open segment where the frames end.
  void interrupt() {
    if (open && leading != null) {
      leading.finish();
      if (following != null) {
        following.finish();
      }
      MediaTime end = newestDts.plus(leading.step());
      close(leading, end, end.plus(TRAILING_SOUND));
    }
    discontinuity = anyClosed || discontinuity;
    if (leading != null) {
      leading.clear();
    }
    if (following != null) {
      following.clear();
    }
  }

  /// Null until the rhythm of the stream is known, or when no parts are wanted.
  @Nullable
  PartTarget partTarget() {
    return partTarget;
  }

  /// Frames that belong to no segment: before the first key frame, or far ahead of the pictures.
  long dropped() {
    return dropped;
  }

  private void lead(TrackQueue queue, Frame frame) {
    if (open && cuts.isTooLong(frame.dts())) {
      interrupt();
    }
    if (!open && !frame.keyFrame()) {
      dropped++;
      return;
    }
    queue.add(frame);
    newestDts = frame.dts();
    if (!open) {
      if (following != null) {
        following.dropBefore(frame.dts());
      }
      open(frame, frame.dts());
    } else if (cuts.cutsAt(frame.dts(), frame.keyFrame(), queue.step())
        || segmentBytes > SEGMENT_LIMIT.bytes()) {
      close(queue, frame.dts(), frame.dts());
      open(frame, segmentEnd);
    } else if (slices != null) {
      while (slices.endsBefore(frame.dts())) {
        fullPart(queue, slices, frame.dts());
      }
    }
    segmentFrames++;
    segmentBytes += frame.payload().length();
  }

  private void follow(TrackQueue queue, Frame frame) {
    MediaTime limit = newestDts.plus(AHEAD_LIMIT);
    if (open && frame.dts().isAfter(limit)) {
      interrupt();
    }
    queue.add(frame);
    if (open) {
      segmentBytes += frame.payload().length();
    } else {
      queue.dropBefore(frame.dts().minus(AHEAD_LIMIT));
    }
  }

  /// @param start where the segment before ended, or its first frame begins
  private void open(Frame first, MediaTime start) {
    open = true;
    opensSegment = true;
    slices = partTarget == null ? null : new PartSlicer(partTarget, usualStep, start);
    segmentStart = start;
    segmentBytes = 0;
    segmentFrames = 0;
    cuts.opened(start, first.keyFrame());
    out.opened(start, first.keyFrame(), discontinuity, first.receivedNanos());
    discontinuity = false;
  }

  /// Ends the segment with the frames before `end`.
  private void close(TrackQueue queue, MediaTime end, MediaTime soundEnd) {
    segmentEnd = end;
    if (slices == null) {
      part(queue, queue.takeBefore(end), soundEnd, end.minus(segmentStart), end);
    } else {
      while (slices.isTooLong(end)) {
        fullPart(queue, slices, end);
      }
      part(queue, queue.takeBefore(end), soundEnd, slices.finish(end), end);
      segmentEnd = slices.start();
    }
    MediaTime duration = segmentEnd.minus(segmentStart);
    MediaTime mean = new MediaTime(duration.nanos() / segmentFrames);
    usualStep = MediaTime.min(mean, queue.step());
    slices = null;
    cuts.closed(duration);
    anyClosed = true;
    open = false;
    out.closed(duration);
  }

  /// Ends a part before the segment's end. The next frame begins at `next`.
  private void fullPart(TrackQueue queue, PartSlicer slicer, MediaTime next) {
    MediaTime wanted = slicer.spills(next) ? queue.newestTimed(next) : next;
    List<Sample> led = queue.takeBefore(wanted);
    MediaTime duration = slicer.cut(wanted);
    part(queue, led, slicer.start(), duration, wanted);
  }

  /// @param next where the leading track's next frame begins
  private void part(
      TrackQueue queue, List<Sample> led, MediaTime soundEnd, MediaTime duration, MediaTime next) {
    List<Sample> followed = following == null ? List.of() : following.takeBefore(soundEnd);
    if (wantedPart.nanos() > 0 && partTarget == null) {
      measure(queue, led);
    }
    boolean isVideo = queue.track().isVideo();
    boolean independent = led.stream().anyMatch(sample -> sample.frame().keyFrame());
    PartDraft draft =
        new PartDraft(
            isVideo ? led : List.of(),
            isVideo ? followed : led,
            duration,
            next,
            independent,
            opensSegment);
    opensSegment = false;
    out.part(draft);
  }

  private void measure(TrackQueue queue, List<Sample> frames) {
    List<MediaTime> durations =
        frames.stream().map(one -> one.nextDts().minus(one.frame().dts())).toList();
    boolean hasRhythm = durations.stream().anyMatch(duration -> duration.nanos() > 0);
    if (hasRhythm && durations.size() >= PartTarget.ENOUGH_FRAMES) {
      MediaTime declared = TrackQueue.declaredStep(queue.track().params());
      partTarget = PartTarget.measure(durations, declared, wantedPart);
    }
  }
}
