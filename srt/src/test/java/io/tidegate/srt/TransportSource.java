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

  /// So much of it; always the same.
  static Bytes of(MediaTime duration) {
    TsMuxer muxer = new TsMuxer(TsMuxerOptions.DEFAULT);
    muxer.tracks(SyntheticStreams.tracks());
    ByteWriter out = new ByteWriter();
    var spec = SyntheticStreams.Spec.of(SyntheticStreams.tracks());
    for (Frame frame : SyntheticStreams.frames(spec, MediaTime.ofMillis(1_000), duration)) {
      if (frame.keyFrame()) {
        muxer.psi(out);
      }
      muxer.frame(frame, out);
    }
    return out.toBytes();
  }
}
