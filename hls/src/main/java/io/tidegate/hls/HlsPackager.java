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
import java.time.Instant;
import java.util.function.Consumer;

/// Makes the segments of one stream in one container. Attached to the stream's hub and confined to
/// its loop; viewers see [#snapshot()].
final class HlsPackager implements StreamSink, Segmenter.Output {
  private final MediaWriter writer;
  private final SegmentWindow window;
  private final CutPolicy cuts;
  private final Segmenter segmenter;
  private final Interleaver interleaver;
  private final ProgramClock clock;
  private final Consumer<Track> onLeftOut;
  private final WaitingRoom waiting = new WaitingRoom();
  private final boolean announcesParts;
  private volatile CarriedTracks carried = CarriedTracks.NONE;
  private TrackList announced = TrackList.EMPTY;
  private @Nullable InitSection init;
  private boolean initDue;
  private int initVersions;
  private boolean openKeyFrame;
  private boolean openDiscontinuity;
  private boolean openListsParts;
  private Instant openProgramTime = Instant.EPOCH;
  private long nowNanos;
  private boolean changed;
  private boolean paused;
  private boolean ended;

  /// @param continues the first segment follows one of an earlier packager
  /// @param onLeftOut told of each track that the container cannot carry
  HlsPackager(
      HlsOptions options,
      SegmentWindow window,
      boolean continues,
      MediaWriter writer,
      ProgramClock clock,
      Consumer<Track> onLeftOut) {
    this.writer = writer;
    this.clock = clock;
    this.onLeftOut = onLeftOut;
    this.announcesParts = options.hasParts();
    this.window = window;
    this.cuts = new CutPolicy(options.segment());
    MediaTime part = announcesParts ? options.part() : MediaTime.ZERO;
    this.segmenter = new Segmenter(this, cuts, part, continues);
    this.interleaver = new Interleaver(segmenter::frame);
  }

  /// Whether the container holds it in a form that players know.
  boolean carries(Codec codec) {
    return writer.carries(codec);
  }

  @Override
  public void accept(StreamEvent event) {
    switch (event) {
      case Frame frame -> {
        paused = false;
        nowNanos = frame.receivedNanos();
        interleaver.accept(frame);
      }
      case TracksChanged tracksChanged -> tracks(tracksChanged.tracks());
      case Discontinuity _ -> interrupt();
      case EndOfStream _ -> {
        interrupt();
        ended = true;
        changed = true;
      }
    }
    publishChange();
  }

  /// The publisher has left: what there is of the open segment is offered as it is, and nobody
  /// should wait for more.
  void pause() {
    if (!paused && !ended) {
      paused = true;
      interrupt();
      changed = true;
      publishChange();
    }
  }

  /// Null before the first segment is complete. Any thread.
  @Nullable
  PlaylistSnapshot snapshot() {
    return window.snapshot();
  }

  /// The tracks in the segments. Any thread.
  CarriedTracks carried() {
    return carried;
  }

  SegmentNames names() {
    return window.names();
  }

  WaitingRoom waiting() {
    return waiting;
  }

  SegmentWindow window() {
    return window;
  }

  @Override
  public void opened(MediaTime start, boolean keyFrame, boolean discontinuity, long receivedNanos) {
    openKeyFrame = keyFrame;
    openDiscontinuity = discontinuity;
    openListsParts = segmenter.partTarget() != null;
    openProgramTime = clock.opened(discontinuity, receivedNanos);
  }

  @Override
  public void part(PartDraft draft) {
    if (initDue) {
      initDue = false;
      Bytes content = writer.tracks(carried.list());
      init = content == null ? null : new InitSection(window.names().init(initVersions++), content);
    }
    window.add(writer.write(draft), draft.duration(), draft.independent());
    changed |= openListsParts;
  }

  @Override
  public void closed(MediaTime duration) {
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
            window.openBytes());
    clock.closed(duration);
    window.close(segment, cuts.targetSeconds(), nowNanos);
    openDiscontinuity = false;
    changed = true;
  }

  private void interrupt() {
    interleaver.flush();
    segmenter.interrupt();
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
    boolean same = next.list().equals(carried.list());
    if (!same) {
      Track following = next.following();
      interleaver.tracks(following == null ? 0 : following.id());
      segmenter.tracks(next.leading(), following);
      initDue = true;
    }
    carried = next;
  }

  /// One new snapshot for everything that one event brought.
  private void publishChange() {
    if (!changed) {
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
