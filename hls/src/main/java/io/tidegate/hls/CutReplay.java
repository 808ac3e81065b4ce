package io.tidegate.hls;

import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.DataSize;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.fmp4.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// Makes the segments that the packager of another node makes, of the same frames: the same bytes
/// under the same names. Confined to the hub's loop.
///
/// A segment of which something did not come is a gap (EXT-X-GAP of RFC 8216bis §4.4.4.7). What a
/// new owner tells goes on where the old one stopped. An owner that hands the stream over completes
/// the segment that is open then. Of one that died, a new owner that followed keeps the parts that
/// were offered; others keep nothing of it but what the new one tells under its number.
final class CutReplay implements Packager {
  /// Frames that wait for their part: a segment of the largest that there are.
  private static final DataSize FRAME_LIMIT = DataSize.ofMegabytes(32);

  private static final Duration CORRECTION = ProgramClock.CORRECTION.plusMillis(1);

  private final MediaWriter writer;
  private final SegmentWindow window;
  private final WaitingRoom waiting;
  private final LongSupplier nanoTime;
  private final Map<Integer, ArrayDeque<Frame>> frames = new HashMap<>();
  private volatile CarriedTracks carried;
  private @Nullable InitSection init;
  private String initName = "";
  private boolean initDue;
  private Cut.@Nullable Opened open;
  private boolean isBroken;
  private boolean isClosing;

  /// The next segment is the first one that is told over this connection.
  private boolean isFirst;

  private boolean isTold;
  private @Nullable PartTarget partTarget;
  private int targetSeconds;
  private boolean hasContent;
  private boolean paused;
  private boolean ended;
  private long frameBytes;
  private long broken;

  /// @param before who packaged the stream until now
  /// @param nanoTime the clock by which segments go
  CutReplay(MediaWriter writer, Packager before, LongSupplier nanoTime) {
    this.writer = writer;
    this.window = before.window();
    this.waiting = before.waiting();
    this.carried = before.carried();
    this.nanoTime = nanoTime;
    PlaylistSnapshot last = before.snapshot();
    if (last != null) {
      hasContent = true;
      targetSeconds = last.state().targetSeconds();
      partTarget = last.state().partTarget();
    }
  }

  /// Number of the first segment that is not here as a whole. Any thread.
  long next() {
    PlaylistSnapshot known = window.snapshot();
    return known == null ? 0 : known.state().openNumber();
  }

  /// The other node tells everything anew.
  void connected() {
    forgetFrames();
    isFirst = true;
    isTold = false;
  }

  /// A frame, with the times that the other node has.
  void frame(Frame frame) {
    if (!isTold || carried.list().find(frame.trackId()) == null) {
      return; // of no use to segments
    }
    frameBytes += frame.payload().length();
    frames.computeIfAbsent(frame.trackId(), _ -> new ArrayDeque<>()).add(frame);
    if (frameBytes > FRAME_LIMIT.bytes()) {
      forgetFrames();
    }
  }

  private void forgetFrames() {
    frames.clear();
    frameBytes = 0;
  }

  void replay(Cut cut) {
    switch (cut) {
      case Cut.Base base -> begin(base);
      case Cut.Tracks tracks -> turn(tracks);
      case Cut.Opened opened -> open(opened);
      case Cut.Framed framed -> framed(framed);
      case Cut.Whole whole -> whole(whole);
      case Cut.Missing missing -> {
        if (open != null) {
          window.addGap(missing.duration());
        }
      }
      case Cut.Closing _ -> isClosing = true;
      case Cut.Closed closed -> close(closed);
      case Cut.State state -> {
        paused = state.paused();
        ended = state.ended();
        publish();
      }
    }
  }

  private void begin(Cut.Base base) {
    isTold = true;
    open = null;
    window.discardOpen();
    boolean goesOn =
        !window.isEmpty()
            && base.token().equals(window.names().token())
            && base.number() <= window.openNumber();
    if (!goesOn) {
      hasContent = false;
      window.startAnew(
          base.token(),
          new SegmentWindow.Continuation(base.number(), base.discontinuitySequence()));
    }
  }

  private void turn(Cut.Tracks tracks) {
    carried = CarriedTracks.of(tracks.list(), writer::carries);
    initName = tracks.init();
    initDue = true;
  }

  private void open(Cut.Opened opened) {
    open = null;
    window.discardOpen();
    if (opened.number() < window.openNumber()) {
      return; // it is here
    }
    if (opened.number() > window.openNumber()) {
      long before = opened.discontinuitySequence() - (opened.discontinuity() ? 1 : 0);
      hasContent = false;
      window.startAnew(
          window.names().token(), new SegmentWindow.Continuation(opened.number(), before));
    }
    open = withBreak(opened);
    isBroken = false;
    isClosing = false;
    partTarget = target(partTarget, opened.partTarget());
  }

  /// Players give up when it changes: a new owner may not know it yet, or have measured a little
  /// less.
  private static @Nullable PartTarget target(
      @Nullable PartTarget before, @Nullable PartTarget now) {
    boolean isLittleLess =
        before != null
            && now != null
            && now.frames() == before.frames()
            && !now.target().isAfter(before.target());
    return now == null || isLittleLess ? before : now;
  }

  /// It begins with the discontinuity of segments that were here already, from another owner.
  private Cut.Opened withBreak(Cut.Opened opened) {
    long before = opened.discontinuitySequence() - (opened.discontinuity() ? 1 : 0);
    boolean lacksOne = before > window.discontinuitiesSoFar() || (isFirst && !goesOn(opened));
    isFirst = false;
    boolean breaksHere = !opened.discontinuity() && lacksOne && !window.isEmpty();
    return breaksHere ? opened.afterDiscontinuity() : opened;
  }

  /// Two sides of a split have counted alike: what the other one tells may be of another timeline
  /// than what was offered here. Within one, times follow from durations.
  private boolean goesOn(Cut.Opened opened) {
    List<Segment> segments = window.listedSegments();
    if (segments.isEmpty()) {
      return true;
    }
    Segment last = segments.getLast();
    Instant end = last.programTime().plusNanos(last.duration().nanos());
    return Duration.between(end, opened.programTime()).abs().compareTo(CORRECTION) <= 0;
  }

  private void framed(Cut.Framed framed) {
    CarriedTracks tracks = carried;
    List<Sample> video = samples(tracks.video() == null ? 0 : tracks.video().id(), framed.video());
    List<Sample> audio = samples(tracks.audio() == null ? 0 : tracks.audio().id(), framed.audio());
    if (open == null) {
      return;
    }
    if (video.size() < framed.video().size() || audio.size() < framed.audio().size()) {
      isBroken = true;
      return;
    }
    renewInit();
    writer.sequence(framed.sequence() - 1);
    PartDraft draft =
        new PartDraft(
            video,
            audio,
            framed.duration(),
            framed.next(),
            framed.independent(),
            framed.opensSegment(),
            isClosing);
    Part _ = window.add(writer.write(draft), draft);
    listPart();
  }

  /// The frames that were told, and none from before them is kept.
  private List<Sample> samples(int track, List<Cut.Stamp> stamps) {
    List<Sample> samples = new ArrayList<>(stamps.size());
    ArrayDeque<Frame> present = frames.get(track);
    if (present == null) {
      return samples;
    }
    for (Cut.Stamp stamp : stamps) {
      Frame frame = present.peek();
      while (frame != null && frame.dts().isBefore(stamp.dts())) {
        frameBytes -= present.remove().payload().length();
        frame = present.peek();
      }
      if (frame != null && frame.dts().equals(stamp.dts())) {
        frameBytes -= present.remove().payload().length();
        samples.add(new Sample(frame, stamp.next()));
      }
    }
    return samples;
  }

  private void whole(Cut.Whole whole) {
    if (open == null) {
      return;
    }
    renewInit();
    MediaWriter.Written written =
        new MediaWriter.Written(List.of(whole.content()), whole.video(), whole.audio());
    Part _ = window.add(written, whole.duration(), whole.independent());
    listPart();
  }

  private void listPart() {
    Cut.Opened opened = open;
    if (opened != null && opened.listsParts() && !isClosing) {
      publish();
    }
  }

  private void renewInit() {
    if (initDue) {
      initDue = false;
      Bytes content = writer.tracks(carried.list());
      init = content == null ? null : new InitSection(initName, content, carried.list());
    }
  }

  private void close(Cut.Closed closed) {
    Cut.Opened opened = open;
    open = null;
    if (opened == null) {
      return;
    }
    targetSeconds = Math.max(targetSeconds, closed.targetSeconds()); // it must not change
    boolean isEmpty = window.openParts().isEmpty();
    boolean isPartial = window.openParts().stream().anyMatch(Part::isGap);
    boolean isGap = closed.gap() || isBroken || isEmpty || isPartial;
    broken += isGap && !closed.gap() ? 1 : 0;
    InitSection present = init;
    Cut.Period period = closed.period();
    Segment segment =
        new Segment(
            opened.number(),
            window.openParts(),
            opened.listsParts() && !isBroken,
            closed.duration(),
            opened.keyFrame(),
            opened.discontinuity(),
            present,
            opened.programTime(),
            window.openBytes(),
            isGap,
            isGap || present == null || period == null ? null : period.with(present));
    window.close(segment, targetSeconds, nanoTime.getAsLong());
    hasContent |= !isGap;
    publish();
  }

  /// Nothing more comes of the open segment: the parts that were offered are all of it.
  void finish() {
    Cut.Opened opened = open;
    List<Part> parts = window.openParts();
    if (opened == null || !opened.listsParts() || isBroken || parts.isEmpty() || !hasContent) {
      return;
    }
    long nanos = parts.stream().mapToLong(part -> part.duration().nanos()).sum();
    close(new Cut.Closed(new MediaTime(nanos), false, targetSeconds, null));
  }

  private void publish() {
    if (!hasContent) {
      return;
    }
    Cut.Opened opened = open;
    window.publish(
        new PlaylistSnapshot.State(
            window.openNumber(),
            initDue ? null : init,
            opened != null && opened.discontinuity(),
            opened == null ? Instant.EPOCH : opened.programTime(),
            targetSeconds,
            partTarget,
            window.discontinuitySequence(),
            paused,
            ended),
        nanoTime.getAsLong());
    PlaylistSnapshot snapshot = window.snapshot();
    if (snapshot != null) {
      waiting.wake(snapshot);
    }
  }

  /// Segments of which not everything came.
  long broken() {
    return broken;
  }

  @Override
  public boolean carries(Codec codec) {
    return writer.carries(codec);
  }

  @Override
  public @Nullable PlaylistSnapshot snapshot() {
    return window.snapshot();
  }

  @Override
  public CarriedTracks carried() {
    return carried;
  }

  @Override
  public WaitingRoom waiting() {
    return waiting;
  }

  @Override
  public SegmentWindow window() {
    return window;
  }

  /// What there is of the open segment stays: who has it elsewhere may go on with it.
  @Override
  public void pause() {
    if (!paused && !ended) {
      paused = true;
      publish();
    }
  }

  /// The stream is over: nothing of the open segment is worth anything.
  void end() {
    if (!ended) {
      ended = true;
      open = null;
      window.discardOpen();
      publish();
    }
  }

  @Override
  public void look() {}
}
