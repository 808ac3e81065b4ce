package io.tidegate.hls;

import io.tidegate.hls.HlsOptions.Container;
import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamSink;
import io.tidegate.media.Track;
import io.tidegate.media.VideoFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Cuts one stream into whole segments for whoever keeps them, as HLS cuts its own: at the key
/// frame nearest to the wanted length. RFC 8216 §3.2, §3.3. Confined to the loop of the stream's
/// hub.
///
/// 1. `hub.attach(cutter, cutter::carries)`;
/// 2. [#flush] when the publisher has left, or nothing more is wanted: the open segment ends where
///    its frames end.
public final class SegmentCutter implements StreamSink {
  private final MediaWriter writer;
  private final Consumer<CutSegment> out;
  private final Segmenter segmenter;
  private final Interleaver interleaver;
  private final ProgramClock clock;
  private final OpenSegment open = new OpenSegment();
  private CarriedTracks carried = CarriedTracks.NONE;
  private boolean initDue;
  private @Nullable Bytes init;

  /// @param length wanted, 0.5 to 60 s
  /// @param nanoTime the monotonic clock that frames are stamped with
  /// @param now the wall clock
  /// @param out takes each segment when it is complete; never blocks
  public SegmentCutter(
      Container container,
      Duration length,
      LongSupplier nanoTime,
      InstantSource now,
      Consumer<CutSegment> out) {
    this.writer =
        switch (container) {
          case FMP4 -> new Fmp4Writer();
          case TS -> new TsWriter();
        };
    this.out = out;
    this.clock = new ProgramClock(nanoTime, now::instant);
    CutPolicy cuts = new CutPolicy(MediaTime.ofMillis(length.toMillis()));
    this.segmenter = new Segmenter(open, cuts, MediaTime.ZERO, true);
    this.interleaver = new Interleaver(segmenter::frame);
  }

  /// Whether the container holds it in a form that players know.
  public boolean carries(Codec codec) {
    return writer.carries(codec);
  }

  @Override
  public void accept(StreamEvent event) {
    switch (event) {
      case Frame frame -> interleaver.accept(frame);
      case TracksChanged changed -> tracks(CarriedTracks.of(changed.tracks(), writer::carries));
      case Discontinuity _, EndOfStream _ -> flush();
    }
  }

  /// Ends the open segment where its frames end; the next one begins with a key frame and a
  /// discontinuity. Without effect where none is open.
  public void flush() {
    interleaver.flush();
    segmenter.interrupt();
  }

  private void tracks(CarriedTracks next) {
    if (next.list().equals(carried.list())) {
      return;
    }
    Track following = next.following();
    interleaver.tracks(following == null ? 0 : following.id());
    segmenter.tracks(next.leading(), following);
    carried = next;
    initDue = true;
  }

  private String codecs() {
    return String.join(
        ",", carried.list().asList().stream().map(track -> track.params().rfc6381()).toList());
  }

  /// The segment that is being made.
  private final class OpenSegment implements Segmenter.Output {
    private final List<Bytes> content = new ArrayList<>();
    private boolean keyFrame;
    private boolean discontinuity;
    private Instant start = Instant.EPOCH;

    @Override
    public void opened(MediaTime at, Frame first, boolean isDiscontinuity) {
      keyFrame = first.keyFrame();
      discontinuity = isDiscontinuity;
      start = clock.opened(isDiscontinuity, first.receivedNanos());
      content.clear();
    }

    @Override
    public void part(PartDraft draft) {
      if (initDue) {
        initDue = false;
        init = writer.tracks(carried.list());
      }
      content.addAll(writer.write(draft).pieces());
    }

    @Override
    public void closed(MediaTime duration) {
      clock.closed(duration);
      int width = 0;
      int height = 0;
      Track video = carried.video();
      if (video != null && video.params() instanceof CodecParams.Video params) {
        VideoFormat format = params.format();
        width = (int) Math.round((double) format.width() * format.sarWidth() / format.sarHeight());
        height = format.height();
      }
      out.accept(
          new CutSegment(
              start, duration, keyFrame, discontinuity, init, content, codecs(), width, height));
      content.clear();
    }

    /// What there is of it would look like a whole one: the time is a gap.
    @Override
    public void abandoned(MediaTime missing) {
      content.clear();
      clock.closed(missing);
    }
  }
}
