package io.tidegate.hls;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import java.util.ArrayList;
import java.util.List;

/// Puts the parts of one packager into chunks, one after the other. Loop-confined.
final class ContentStore {
  private final ChunkPool pool;
  private @Nullable Chunk open;
  private int used;

  ContentStore(ChunkPool pool) {
    this.pool = pool;
  }

  /// Copies `pieces`, in order.
  ///
  /// @return their content, held once
  Content store(List<Bytes> pieces) {
    List<Bytes> stored = new ArrayList<>(2);
    List<Chunk> chunks = new ArrayList<>(2);
    int length = 0;
    Chunk chunk = open;
    int start = used;
    for (Bytes piece : pieces) {
      int from = 0;
      while (from < piece.length()) {
        if (chunk == null || used == ChunkPool.CHUNK_BYTES) {
          seal(chunk, start, stored, chunks);
          chunk = renew(chunk);
          start = 0;
        }
        int count = Math.min(piece.length() - from, ChunkPool.CHUNK_BYTES - used);
        piece.copyTo(from, chunk.array(), used, count);
        used += count;
        from += count;
      }
      length = Math.addExact(length, piece.length());
    }
    seal(chunk, start, stored, chunks);
    return new Content(stored, chunks, length);
  }

  /// Nothing will be stored any more.
  void close() {
    if (open != null) {
      open.release();
      open = null;
    }
    used = 0;
  }

  /// What was written to `chunk` from `start` on is the next piece of the content.
  private void seal(@Nullable Chunk chunk, int start, List<Bytes> stored, List<Chunk> chunks) {
    if (chunk != null && used > start) {
      chunk.hold();
      chunks.add(chunk);
      stored.add(Bytes.wrap(chunk.array(), start, used - start));
    }
  }

  private Chunk renew(@Nullable Chunk full) {
    if (full != null) {
      full.release();
    }
    Chunk next = pool.take();
    open = next;
    used = 0;
    return next;
  }
}
