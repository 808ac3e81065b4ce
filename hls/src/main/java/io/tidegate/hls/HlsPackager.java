package io.tidegate.hls;

import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamSink;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.hub.StreamHub;
import java.time.Instant;
import java.util.function.Consumer;

/// Makes the segments of one stream in one container. Attached to the stream's hub and confined to
/// its loop; viewers see [#snapshot()].
final class HlsPackager implements Packager, StreamSink, Segmenter.Output, MarkFollower.Output {
  private final MediaWriter writer;
  private final SegmentWindow window;
  private final MarkBook marks;
  private final @Nullable MarkFollower follower;
  private final Cuts cuts;
  private final Segmenter segmenter;
  private final Interleaver interleaver;
  private final ProgramClock clock;
  private final PeriodClock periods = new PeriodClock();
  private final Consumer<Track> onLeftOut;
  private final WaitingRoom waiting;
  private final CutLog log = new CutLog();
  private final boolean announcesParts;
  private volatile CarriedTracks carried = CarriedTracks.NONE;
  private TrackList announced = TrackList.EMPTY;
  private TrackList planned = TrackList.EMPTY;
  private @Nullable InitSection init;
  private boolean initDue;
  private int initVersions;
  private boolean openKeyFrame;
  private long unclaimed;
  private boolean openDiscontinuity;
  private MediaTime openStart = MediaTime.ZERO;
  private MediaTime openPts = MediaTime.ZERO;
  private boolean openListsParts;
  private long discontinuities;
  private Instant openProgramTime = Instant.EPOCH;
  private long nowNanos;
  private boolean changed;

  /// There was a segment that is no gap.
  private boolean hasContent;

  private boolean paused;
  private boolean isDeaf;
  private boolean over;
  private boolean ended;

  /// @param marks where segments begin, and whether that is decided here
  /// @param onLeftOut told of each track that the container cannot carry
  /// @param waiting those who wait for its segments
  HlsPackager(
      HlsOptions options,
      SegmentWindow window,
      Marks marks,
      MediaWriter writer,
      ProgramClock clock,
      Consumer<Track> onLeftOut,
      WaitingRoom waiting) {
    this.waiting = waiting;
    this.writer = writer;
    this.clock = clock;
    this.onLeftOut = onLeftOut;
    this.announcesParts = options.hasParts();
    this.window = window;
    this.marks = marks.book();
    this.discontinuities = window.discontinuitiesSoFar();
    boolean continues = window.openNumber() > 0;
    this.hasContent = !window.isEmpty();
    this.unclaimed = window.openNumber();
    this.initVersions = (int) window.openNumber(); // names that no owner before has used
    if (marks.followed()) {
      MarkFollower following = new MarkFollower(marks.book(), options.windowSegments(), this);
      this.follower = following;
      this.cuts = following;
      this.segmenter = new Segmenter(this, following, MediaTime.ZERO, false);
      following.drive(segmenter);
      this.interleaver = new Interleaver(following::frame);
    } else {
      this.follower = null;
      this.cuts = new CutPolicy(options.segment());
      MediaTime part = announcesParts ? options.part() : MediaTime.ZERO;
      this.segmenter = new Segmenter(this, cuts, part, continues);
      this.interleaver = new Interleaver(segmenter::frame);
    }
  }

  /// @param followed they are those of another stream, whose timeline the frames share
  record Marks(MarkBook book, boolean followed) {}

  @Override
  public boolean carries(Codec codec) {
    return writer.carries(codec);
  }

  @Override
  public void accept(StreamEvent event) {
    switch (event) {
      case Frame frame -> {
        if (isDeaf) {
          return;
        }
        paused = false;
        nowNanos = frame.receivedNanos();
        interleaver.accept(frame);
      }
      case TracksChanged tracksChanged -> tracks(tracksChanged.tracks());
      case Discontinuity _ -> interrupt();
      case EndOfStream _ -> end();
    }
    if (follower == null) {
      marks.reached(segmenter.newestDts());
    }
    publishChange();
    log.state(paused, ended);
  }

  /// Hears of the tracks of `hub` at once, and of its frames from now on: those before are in
  /// segments that others have made.
  void attachTo(StreamHub hub) {
    isDeaf = true;
    hub.attach(this, this::carries);
    isDeaf = false;
  }

  /// What it does, told.
  CutLog log() {
    return log;
  }

  /// The tracks of the parts that come next, as listeners are told.
  Cut.Tracks tracks() {
    InitSection present = init;
    String name = initDue ? initName() : present == null ? "" : present.name();
    return new Cut.Tracks(carried.list(), name);
  }

  private String initName() {
    return writer.sequence() < 0 ? "" : window.names().init(initVersions);
  }

  private void end() {
    over = true;
    if (follower == null) {
      interrupt();
      ended = true;
      marks.ended();
    } else {
      interleaver.flush();
      follower.left();
      paused = true;
      ended = follower.isDone();
    }
    changed = true;
  }

  @Override
  public void look() {
    if (follower != null && !ended) {
      follower.look(paused);
      if (over && follower.isDone()) {
        ended = true;
        changed = true;
      }
      publishChange();
      log.state(paused, ended);
    }
  }

  /// What there is of the open segment is offered as it is.
  @Override
  public void pause() {
    if (!paused && !ended) {
      paused = true;
      interrupt();
      if (follower != null) {
        follower.left();
      }
      changed = true;
      publishChange();
      log.state(paused, ended);
    }
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

  @Override
  public void opened(MediaTime start, Frame first, boolean discontinuity) {
    openKeyFrame = first.keyFrame();
    openListsParts = segmenter.partTarget() != null;
    if (follower != null) {
      SegmentMark mark = follower.opening();
      follow(mark);
      log.opened(cut(mark.discontinuitySequence()));
      return;
    }
    boolean wished = first.keyFrame() && marks.takeBreakWish(discontinuities);
    openDiscontinuity = discontinuity || wished;
    openProgramTime = clock.opened(discontinuity, first.receivedNanos());
    discontinuities += openDiscontinuity ? 1 : 0;
    openStart = start;
    openPts = first.pts();
    marks.opened(mark());
    log.opened(cut(discontinuities));
  }

  private SegmentMark mark() {
    return new SegmentMark(
        window.openNumber(),
        openStart,
        openPts,
        openKeyFrame,
        openDiscontinuity,
        discontinuities,
        openProgramTime,
        segmenter.partTarget(),
        null);
  }

  /// @param sequence discontinuity sequence number of the segment
  private Cut.Opened cut(long sequence) {
    return new Cut.Opened(
        window.openNumber(),
        openKeyFrame,
        openListsParts,
        openDiscontinuity,
        sequence,
        openProgramTime,
        segmenter.partTarget());
  }

  /// What players hold on to stays as others have said it: the target durations of segments and
  /// parts. Before the first frame.
  void goOnFrom(PlaylistSnapshot.State last) {
    if (cuts instanceof CutPolicy policy) {
      policy.keep(last.targetSeconds());
      segmenter.adopt(announcesParts ? last.partTarget() : null);
    }
  }

  /// Another node has the stream from now on: what there is of the open segment is offered as it
  /// is, and the other node goes on behind it.
  void handOver() {
    if (follower == null && !ended) {
      interrupt();
      changed = true;
      publishChange();
    }
  }

  /// The first number that others may have offered, too, as it was not known how far they had come.
  long unclaimed() {
    return unclaimed;
  }

  void claimed() {
    unclaimed = Long.MAX_VALUE;
  }

  /// Others have offered more than was known: what is made here goes on behind that, and what was
  /// complete before it is not offered any more.
  void renumber(SegmentWindow.Continuation next) {
    window.moveTo(next);
    hasContent = false;
    discontinuities = next.discontinuitySequence();
    if (log.open() != null && follower == null) {
      openDiscontinuity = true;
      discontinuities++;
      marks.startAnew(mark());
      log.reopened(cut(discontinuities), window.openParts());
    }
  }

  @Override
  public void part(PartDraft draft) {
    if (initDue) {
      initDue = false;
      Bytes content = writer.tracks(carried.list());
      init =
          content == null
              ? null
              : new InitSection(window.names().init(initVersions++), content, carried.list());
    }
    Part part = window.add(writer.write(draft), draft);
    log.part(draft, part, writer.sequence());
    changed |= openListsParts;
  }

  @Override
  public void closed(MediaTime duration) {
    hasContent = true;
    close(duration, false);
    clock.closed(duration);
    if (follower == null) {
      marks.closed(new SegmentMark.Closed(duration, segmenter.newestPts()), cuts.targetSeconds());
    }
  }

  /// What was to come is listed as missing.
  @Override
  public void abandoned(MediaTime missing) {
    long parts = window.openParts().stream().mapToLong(part -> part.duration().nanos()).sum();
    PartTarget target = segmenter.partTarget();
    if (target != null && openListsParts) {
      for (long left = missing.nanos(); left > 0; left -= target.target().nanos()) {
        MediaTime part = new MediaTime(Math.min(left, target.target().nanos()));
        window.addGap(part);
        log.tell(new Cut.Missing(part));
      }
    }
    close(new MediaTime(parts + Math.max(0, missing.nanos())), true);
  }

  @Override
  public void missed(SegmentMark mark) {
    SegmentMark.Closed closed = mark.closed();
    if (closed != null) {
      follow(mark);
      openListsParts = false;
      log.opened(cut(mark.discontinuitySequence()));
      close(closed.duration(), true);
    }
  }

  private void follow(SegmentMark mark) {
    openDiscontinuity = mark.discontinuity();
    openProgramTime = mark.programTime();
    if (window.isEmpty()) {
      long before = mark.discontinuitySequence() - (mark.discontinuity() ? 1 : 0);
      window.startAt(new SegmentWindow.Continuation(mark.number(), before));
    }
  }

  private void close(MediaTime duration, boolean isGap) {
    DashPeriod period =
        isGap
            ? periods.gap()
            : periods.next(
                window.openNumber(),
                window.openParts(),
                openDiscontinuity,
                init,
                openProgramTime,
                duration);
    Segment segment =
        new Segment(
            window.openNumber(),
            window.openParts(),
            openListsParts,
            duration,
            openKeyFrame,
            openDiscontinuity,
            init,
            openProgramTime,
            window.openBytes(),
            isGap,
            period);
    window.close(segment, cuts.targetSeconds(), nowNanos);
    openDiscontinuity = false;
    log.closed(new Cut.Closed(duration, isGap, cuts.targetSeconds(), Cut.Period.of(period)));
    changed = true;
  }

  private void interrupt() {
    interleaver.flush();
    if (follower != null) {
      follower.brokeOff();
      return;
    }
    segmenter.interrupt();
    marks.reached(segmenter.newestPts());
  }

  private void tracks(TrackList all) {
    CarriedTracks next = CarriedTracks.of(all, writer::carries);
    for (Track track : next.leftOut()) {
      boolean isNews = announced.find(track.id()) == null;
      if (isNews) {
        onLeftOut.accept(track);
      }
    }
    announced = all;
    boolean same = next.list().equals(planned);
    planned = next.list();
    Track following = next.following();
    if (same) {
      carried = next.list().equals(carried.list()) ? next : carried;
      return;
    }
    interleaver.tracks(following == null ? 0 : following.id());
    if (follower != null) {
      follower.tracks(next);
    } else {
      turned(next);
    }
  }

  @Override
  public void turned(CarriedTracks next) {
    segmenter.tracks(next.leading(), next.following());
    initDue = true;
    carried = next;
    log.tell(tracks());
  }

  /// One new snapshot for everything that one event brought.
  private void publishChange() {
    if (!changed || !hasContent) {
      return;
    }
    changed = false;
    window.publish(
        new PlaylistSnapshot.State(
            window.openNumber(),
            initDue ? null : init,
            openDiscontinuity,
            openProgramTime,
            cuts.targetSeconds(),
            segmenter.partTarget(),
            window.discontinuitySequence(),
            paused,
            ended),
        nowNanos);
    PlaylistSnapshot snapshot = window.snapshot();
    if (snapshot != null) {
      waiting.wake(snapshot);
    }
  }
}
