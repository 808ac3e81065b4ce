package io.tidegate.hls;

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
  /// Takes what was cut: `opened part+ closed`.
  interface Output {
    /// @param start where the segment before ended, or the decoding time of the first frame
    /// @param discontinuity does not continue the segment before
    void opened(MediaTime start, Frame first, boolean discontinuity);

    void part(PartDraft draft);

    void closed(MediaTime duration);

    /// In place of `closed`: what follows the parts so far is missing.
    ///
    /// @param missing what the segment would have lasted on
    void abandoned(MediaTime missing);
  }

  /// Sound that is further ahead of the pictures means that the pictures have stopped.
  private static final MediaTime AHEAD_LIMIT = MediaTime.ofSeconds(3);

  /// At the end of a run, sound up to so much longer than the pictures is kept.
  private static final MediaTime TRAILING_SOUND = MediaTime.ofMillis(500);

  private final Output out;
  private final Cuts cuts;
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
  private MediaTime newestPts = MediaTime.ZERO;
  private MediaTime usualStep = MediaTime.ZERO;
  private int segmentFrames;
  private long segmentBytes;
  private long dropped;

  /// @param wantedPart zero for no parts
  /// @param continues the first segment follows one of an earlier packager
  Segmenter(Output out, Cuts cuts, MediaTime wantedPart, boolean continues) {
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
    if (leading != null) {
      finish(newestDts.plus(leading.step()));
    }
  }

  /// Ends the open segment at `end`, with all frames that there are.
  void finish(MediaTime end) {
    if (open && leading != null) {
      leading.finish();
      if (following != null) {
        following.finish();
      }
      close(leading, end, end.plus(TRAILING_SOUND), end.plus(TRAILING_SOUND));
    }
    breakOff();
  }

  /// Gives the open segment up, which was to last until `end`. The parts that it has stay.
  void abandon(MediaTime end) {
    if (open) {
      open = false;
      anyClosed = true;
      MediaTime missing = end.minus(slices == null ? segmentStart : slices.start());
      slices = null;
      out.abandoned(missing);
    }
    breakOff();
  }

  private void breakOff() {
    discontinuity = anyClosed || discontinuity;
    if (leading != null) {
      leading.clear();
    }
    if (following != null) {
      following.clear();
    }
  }

  /// The parts of segments that begin from here on are those of another stream, null for none.
  void adopt(@Nullable PartTarget target) {
    partTarget = target;
  }

  /// Decoding time of the newest frame of the leading track.
  MediaTime newestDts() {
    return newestDts;
  }

  /// When the last picture of those cut so far is shown.
  MediaTime newestPts() {
    return newestPts;
  }

  /// How long a frame of the leading track lasts.
  MediaTime step() {
    return leading == null ? MediaTime.ZERO : leading.step();
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
    } else if (cuts.cutsAt(frame, queue.step(), segmentBytes)) {
      MediaTime end = cuts.end(frame);
      close(queue, end, frame.dts(), end);
      open(frame, segmentEnd);
    } else if (slices != null) {
      while (slices.endsBefore(frame.dts())) {
        fullPart(queue, slices, frame.dts());
      }
    }
    segmentFrames++;
    segmentBytes += frame.payload().length();
    newestPts = MediaTime.max(newestPts, frame.pts());
  }

  private void follow(TrackQueue queue, Frame frame) {
    MediaTime limit = newestDts.plus(AHEAD_LIMIT);
    if (open && frame.dts().isAfter(limit)) {
      if (cuts.isExact()) {
        dropped++; // who decides on cuts knows what has become of the pictures
        return;
      }
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
    MediaTime step = usualStep.nanos() > 0 ? usualStep : step();
    slices = partTarget == null ? null : new PartSlicer(partTarget, step, start);
    segmentStart = start;
    segmentBytes = 0;
    segmentFrames = 0;
    cuts.opened(start, first.keyFrame());
    out.opened(start, first, discontinuity);
    discontinuity = false;
  }

  /// Ends the segment at `end`.
  ///
  /// @param framesEnd the last frames of the leading track begin before
  private void close(TrackQueue queue, MediaTime end, MediaTime framesEnd, MediaTime soundEnd) {
    segmentEnd = end;
    if (slices == null) {
      part(queue, queue.takeBefore(framesEnd), soundEnd, end.minus(segmentStart), end, true);
    } else {
      while (slices.isTooLong(end, cuts.isExact())) {
        fullPart(queue, slices, end);
      }
      part(queue, queue.takeBefore(framesEnd), soundEnd, slices.finish(end), end, true);
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
    part(queue, led, slicer.start(), duration, wanted, false);
  }

  /// @param next where the leading track's next frame begins
  /// @param closes it is the segment's last
  private void part(
      TrackQueue queue,
      List<Sample> led,
      MediaTime soundEnd,
      MediaTime duration,
      MediaTime next,
      boolean closes) {
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
            opensSegment,
            closes);
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
