package io.tidegate.gateway.clip;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamSink;
import io.tidegate.media.ts.TsDemuxer;
import io.tidegate.media.ts.TsDemuxerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// A transport stream on disk, of any length: a piece of it is in memory at a time. Immutable.
record DiskClip(Path file, ClipTiming timing) implements ClipContent {
  /// A quarter of a second at 8 Mbit/s.
  static final int PIECE_BYTES = 256 << 10;

  @Override
  public Passage open() throws IOException {
    return new Reading(Files.newInputStream(file));
  }

  private static final class Reading implements Passage {
    private final InputStream in;
    private final byte[] piece = new byte[PIECE_BYTES];
    private StreamSink out = _ -> {};
    private final TsDemuxer demuxer = new TsDemuxer(this::pass, TsDemuxerOptions.DEFAULT);

    Reading(InputStream in) {
      this.in = in;
    }

    /// Discontinuities are none of the stream's, and its end is the round's.
    private void pass(StreamEvent event) {
      if (event instanceof Frame || event instanceof TracksChanged) {
        out.accept(event);
      }
    }

    @Override
    public boolean read(StreamSink sink) throws IOException {
      out = sink;
      int count = in.readNBytes(piece, 0, piece.length);
      if (count > 0) {
        demuxer.accept(Bytes.wrap(piece, 0, count), 0);
      }
      if (count == piece.length) {
        return true;
      }
      demuxer.end();
      return false;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
