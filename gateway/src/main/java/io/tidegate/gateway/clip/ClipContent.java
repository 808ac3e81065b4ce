package io.tidegate.gateway.clip;

import io.tidegate.media.StreamSink;
import java.io.IOException;

/// What a player plays. Immutable, any thread.
interface ClipContent {
  ClipTiming timing();

  /// From the beginning, on a thread that may wait.
  Passage open() throws IOException;

  /// One way through it. Confined to whoever reads.
  interface Passage extends AutoCloseable {
    /// Reads a piece: the tracks come before the first frame.
    ///
    /// @return false at the end
    boolean read(StreamSink out) throws IOException;

    @Override
    void close() throws IOException;
  }
}
