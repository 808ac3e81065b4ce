package io.tidegate.transcode.ladder;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.ts.TsDemuxer;
import io.tidegate.media.ts.TsDemuxerOptions;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What a child writes: a transport stream, put back onto the timeline that its input had.
/// Loop-confined.
final class ChildOutput {
  /// The 33 bits of a transport stream come round after 26.5 hours.
  private static final long WRAP = 1L << 33;

  private static final int HERTZ = 90_000;

  /// The demuxer's id of pictures.
  private static final int VIDEO = 1;

  private final TsDemuxer demuxer;
  private final Consumer<StreamEvent> out;
  private final Supplier<MediaTime> near;
  private boolean placed;
  private MediaTime shift = MediaTime.ZERO;
  private MediaTime lastPicture = MediaTime.ofSeconds(-1);

  /// @param near where the input stands, within some hours; asked for when the first frame comes
  ChildOutput(Supplier<MediaTime> near, Consumer<StreamEvent> out) {
    this.near = near;
    this.out = out;
    this.demuxer = new TsDemuxer(this::event, TsDemuxerOptions.DEFAULT);
  }

  void accept(Bytes piece, long receivedNanos) {
    demuxer.accept(piece, receivedNanos);
  }

  /// What is complete comes out.
  void end() {
    demuxer.end();
  }

  /// The presentation time of the last picture; negative before the first.
  MediaTime lastPicture() {
    return lastPicture;
  }

  private void event(StreamEvent event) {
    switch (event) {
      case Frame frame -> {
        place(frame);
        Frame moved = frame.shifted(shift);
        if (frame.trackId() == VIDEO) {
          lastPicture = MediaTime.max(lastPicture, moved.pts());
        }
        out.accept(moved);
      }
      case TracksChanged changed -> out.accept(changed);
      case Discontinuity _, EndOfStream _ -> {}
    }
  }

  private void place(Frame first) {
    if (!placed) {
      placed = true;
      long ticks = near.get().toTicks(HERTZ) - first.dts().toTicks(HERTZ);
      shift = MediaTime.ofTicks(Math.round(ticks / (double) WRAP) * WRAP, HERTZ);
    }
  }
}
