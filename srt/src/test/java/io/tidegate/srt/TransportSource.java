package io.tidegate.srt;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.testing.SyntheticStreams;
import io.tidegate.media.ts.TsMuxer;
import io.tidegate.media.ts.TsMuxerOptions;

/// A transport stream of pictures and sound.
final class TransportSource {
  private TransportSource() {}

  private static final MediaTime TABLES = MediaTime.ofMillis(320);

  /// So much of it, with tables every 320 ms; always the same.
  static Bytes of(MediaTime duration) {
    return of(duration, TABLES);
  }

  /// The same with tables so far apart.
  static Bytes of(MediaTime duration, MediaTime tablesEvery) {
    TsMuxer muxer = new TsMuxer(TsMuxerOptions.DEFAULT);
    muxer.tracks(SyntheticStreams.tracks());
    ByteWriter out = new ByteWriter();
    var spec = SyntheticStreams.Spec.of(SyntheticStreams.tracks());
    MediaTime due = MediaTime.ZERO;
    for (Frame frame : SyntheticStreams.frames(spec, MediaTime.ofMillis(1_000), duration)) {
      if (!frame.dts().isBefore(due)) {
        muxer.psi(out);
        due = frame.dts().plus(tablesEvery);
      }
      muxer.frame(frame, out);
    }
    return out.toBytes();
  }
}
