package io.tidegate.hls;

import io.tidegate.hls.HeldEvents.Break;
import io.tidegate.hls.HeldEvents.Came;
import io.tidegate.hls.HeldEvents.Event;
import io.tidegate.hls.HeldEvents.Turns;
import io.tidegate.media.DataSize;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.Track;
import java.util.function.Predicate;

/// Has a [Segmenter] cut where the marks of another stream say, whose timeline the frames share.
/// Loop-confined.
///
/// A segment begins with the frame that is shown when the mark's first frame is, and lasts as long
/// as the mark's segment, to the nanosecond. What is known of the leader is not yet everything:
/// frames are held until it has come as far as they are, so this stream never runs ahead of it.
///
/// A segment whose frames did not all come (the encoder of this stream was killed, or started in
/// the middle) is given up, and so is each one that has no frame. It is listed all the same, as a
/// gap: EXT-X-GAP of RFC 8216bis §4.4.4.7. A discontinuity would not do: its count has to be the
/// same in all variants (RFC 8216 §6.2.4), and time does not break off here. Players that meet a
/// gap take another variant for its time; hls.js and AVPlayer both do, and hls.js skips it where it
/// must not change.
///
/// 1. [#tracks], [#frame] and [#brokeOff] as the stream tells;
/// 2. [#look] when the marks have changed, and now and then;
/// 3. [#left] when no frames will come for the time being.
final class MarkFollower implements Cuts {
  /// Takes what is to be done apart from cutting.
  interface Output {
    /// The tracks of the segments from here on.
    void turned(CarriedTracks tracks);

    /// A segment of which nothing came.
    void missed(SegmentMark mark);
  }

  /// Encoders put out their frames a second after they got them. A segment whose frames are later
  /// than this is given up, so that the playlist goes on.
  static final MediaTime LATENESS = MediaTime.ofSeconds(6);

  /// A segment that holds more is given up.
  private static final DataSize SEGMENT_LIMIT = DataSize.ofMegabytes(30);

  private final MarkBook book;
  private final Output out;
  private final int window;
  private final CodingChange codings;

  /// While the leader is behind.
  private final HeldEvents held = new HeldEvents();

  private @Nullable Segmenter segmenter;
  private @Nullable CarriedTracks turning;
  private @Nullable SegmentMark open;
  private @Nullable SegmentMark due;
  private MediaTime shift = MediaTime.ZERO;
  private @Nullable Track leading;
  private long next = -1;
  private boolean broken;
  private boolean interrupted;
  private long gaps;
  private long dropped;

  /// @param window gaps listed at most before the first segment
  MarkFollower(MarkBook book, int window, Output out) {
    this.book = book;
    this.window = window;
    this.codings = new CodingChange(book);
    this.out = out;
  }

  /// Before anything else.
  void drive(Segmenter cutter) {
    segmenter = cutter;
  }

  void tracks(CarriedTracks tracks) {
    enqueue(new Turns(tracks));
  }

  void frame(Frame frame) {
    enqueue(new Came(frame));
  }

  /// Time or content breaks off: what follows within the same segment does not belong to it.
  void brokeOff() {
    enqueue(Break.HERE);
  }

  /// The marks may be others than before.
  ///
  /// @param left nothing more comes of what the marks tell
  void look(boolean left) {
    drain();
    if (left) {
      giveUpWhile(_ -> true);
    } else {
      SegmentMark mark = open == null ? null : book.find(open.number());
      if (mark != null && mark.closed() != null && book.isIdle() && held.isEmpty()) {
        finishWhenComplete(mark);
      }
      giveUpWhile(this::isLate);
    }
  }

  /// No frames come until further notice.
  void left() {
    brokeOff();
    drain();
    look(true);
  }

  /// The mark of the segment that the segmenter opens now.
  SegmentMark opening() {
    SegmentMark mark = due;
    if (mark == null) {
      throw new IllegalStateException("a segment without a mark");
    }
    open = mark;
    due = null;
    codings.opened(mark);
    next = mark.number() + 1;
    broken = false;
    interrupted = false;
    return mark;
  }

  /// Whether everything that the marks tell has been made.
  boolean isDone() {
    return book.isEnded() && open == null && book.find(next) == null;
  }

  /// Segments given up.
  long gaps() {
    return gaps;
  }

  /// Frames that belong to no segment.
  long dropped() {
    return dropped;
  }

  @Override
  public void opened(MediaTime at, boolean keyFrame) {}

  @Override
  public boolean cutsAt(Frame frame, MediaTime step, long bytes) {
    broken |= bytes > SEGMENT_LIMIT.bytes();
    return due != null;
  }

  @Override
  public MediaTime end(Frame next) {
    return open == null ? next.dts() : end(match().current(open));
  }

  @Override
  public boolean isTooLong(MediaTime end) {
    return false;
  }

  @Override
  public boolean isExact() {
    return true;
  }

  @Override
  public void closed(MediaTime duration) {
    open = null;
  }

  @Override
  public int targetSeconds() {
    return book.targetSeconds();
  }

  private void enqueue(Event event) {
    held.add(event);
    drain();
    if (held.isOverfull()) {
      dropped += held.dropFrames();
      drain();
      broken = true;
    }
  }

  private void drain() {
    for (Event event = next(); event != null; event = next()) {
      switch (event) {
        case Came(Frame frame) -> take(frame);
        case Turns(CarriedTracks tracks) -> {
          turning = tracks;
          interrupted = true;
          turn();
        }
        case Break.HERE -> interrupted = true;
      }
    }
  }

  private @Nullable Event next() {
    return held.next(this::isDecided);
  }

  /// The leader has come so far that no mark can come for this frame.
  private boolean isDecided(Event event) {
    return !(event instanceof Came(Frame frame)) || !leads(frame) || match().isDecided(frame);
  }

  /// New tracks wait until the segment of the old ones is over.
  private void turn() {
    CarriedTracks turned = turning;
    if (turned != null && open == null) {
      turning = null;
      leading = turned.leading();
      codings.turned(turned.list());
      out.turned(turned);
    }
  }

  private boolean leads(Frame frame) {
    Track track = turning == null ? leading : turning.leading();
    return track != null && frame.trackId() == track.id();
  }

  private void take(Frame frame) {
    if (leads(frame)) {
      lead(frame);
    } else if (turning != null) {
      dropped++; // sound of tracks to come
    } else {
      cutter().frame(frame);
    }
  }

  private void lead(Frame frame) {
    SegmentMark mark = match().of(frame);
    SegmentMark now = open;
    if (mark == null || (now == null && mark.number() < next)) {
      dropped++;
    } else if (now != null && mark.number() <= now.number()) {
      broken |= interrupted;
      if (broken) {
        dropped++;
      } else {
        cutter().frame(frame);
      }
    } else if (now != null && goesOn(now, mark, frame)) {
      begin(mark, frame);
    } else {
      begin(frame, mark);
    }
  }

  /// After something was missing, or at the start: with a key frame that lies at a mark.
  private void begin(Frame frame, SegmentMark mark) {
    giveUpBefore(mark.number());
    turn();
    boolean isNew = next < 0 || next == mark.number();
    if (!isNew || !frame.keyFrame() || !match().isAt(mark, frame) || codings.lacksBreak(mark)) {
      dropped++;
      return;
    }
    if (next < 0) {
      listEarlier(mark);
    }
    shift = frame.dts().minus(mark.start());
    begin(mark, frame);
  }

  private void begin(SegmentMark mark, Frame frame) {
    due = mark;
    cutter().adopt(mark.partTarget());
    cutter().frame(frame);
  }

  /// A segment follows another one without a break, maybe without a key frame, too.
  private boolean goesOn(SegmentMark now, SegmentMark mark, Frame frame) {
    return mark.number() == now.number() + 1
        && !mark.discontinuity()
        && !broken
        && !interrupted
        && match().isAt(mark, frame)
        && isComplete(match().current(now));
  }

  private boolean isComplete(SegmentMark mark) {
    return !broken && match().reachesEnd(mark, cutter().newestPts());
  }

  private void finishWhenComplete(SegmentMark mark) {
    if (isComplete(mark)) {
      cutter().finish(end(mark));
      turn();
    }
  }

  private boolean isLate(SegmentMark mark) {
    return end(mark).plus(LATENESS).isBefore(book.reached());
  }

  private void giveUpBefore(long number) {
    giveUpWhile(mark -> mark.number() < number);
  }

  /// Ends what can be ended: the open segment as it is, those after it as gaps.
  private void giveUpWhile(Predicate<SegmentMark> over) {
    SegmentMark mark = open != null ? match().current(open) : match().known(next);
    while (mark != null && mark.closed() != null && over.test(mark)) {
      if (open == null) {
        next = mark.number() + 1;
        gaps++;
        out.missed(mark);
      } else if (isComplete(mark)) {
        cutter().finish(end(mark));
      } else {
        gaps++;
        cutter().abandon(end(mark));
        open = null;
      }
      mark = match().known(next);
    }
    turn();
  }

  /// So that the playlist reaches back as far as others do.
  private void listEarlier(SegmentMark first) {
    SegmentMark oldest = book.oldest();
    long from = oldest == null ? first.number() : oldest.number();
    for (next = Math.max(from, first.number() - window); next < first.number(); next++) {
      SegmentMark mark = book.find(next);
      if (mark != null && mark.closed() != null) {
        out.missed(mark);
      }
    }
  }

  private MediaTime end(SegmentMark mark) {
    SegmentMark.Closed closed = mark.closed();
    MediaTime duration = closed == null ? MediaTime.ZERO : closed.duration();
    return mark.start().plus(shift).plus(duration);
  }

  private MarkMatch match() {
    return new MarkMatch(book, cutter().step());
  }

  private Segmenter cutter() {
    Segmenter driven = segmenter;
    if (driven == null) {
      throw new IllegalStateException("nothing to drive");
    }
    return driven;
  }
}
