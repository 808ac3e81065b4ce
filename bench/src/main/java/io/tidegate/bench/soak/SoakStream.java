package io.tidegate.bench.soak;

import io.tidegate.bench.BenchStream;
import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.ts.TsMuxer;
import io.tidegate.media.ts.TsMuxerOptions;
import java.util.ArrayList;
import java.util.List;

/// The benchmark stream as MPEG-TS in real time: what a caller has to send by now. Confined to one
/// thread.
final class SoakStream {
  private static final int MESSAGE_BYTES = 1316;
  private static final long LOOP_NANOS = BenchStream.SECONDS * 1_000_000_000L;

  private final TsMuxer muxer = new TsMuxer(TsMuxerOptions.DEFAULT);
  private final List<Frame> frames;
  private final long startNanos;
  private int next;
  private long round;

  SoakStream(List<Frame> frames, long startNanos) {
    this.frames = frames;
    this.startNanos = startNanos;
    muxer.tracks(BenchStream.tracks());
  }

  /// Messages of at most seven packets, empty when nothing is due.
  List<Bytes> due(long nowNanos) {
    ByteWriter out = new ByteWriter();
    while (startNanos + round * LOOP_NANOS + frames.get(next).dts().nanos() <= nowNanos) {
      if (next == 0) {
        muxer.psi(out);
      }
      muxer.frame(shifted(frames.get(next)), out);
      if (++next == frames.size()) {
        next = 0;
        round++;
      }
    }
    Bytes written = out.toBytes();
    List<Bytes> messages = new ArrayList<>();
    for (int at = 0; at < written.length(); at += MESSAGE_BYTES) {
      messages.add(written.slice(at, Math.min(MESSAGE_BYTES, written.length() - at)));
    }
    return messages;
  }

  private Frame shifted(Frame frame) {
    MediaTime by = new MediaTime(LOOP_NANOS * round);
    return new Frame(
        frame.trackId(),
        frame.dts().plus(by),
        frame.pts().plus(by),
        frame.keyFrame(),
        frame.payload(),
        0);
  }
}
