package io.tidegate.hls;

import java.util.concurrent.atomic.AtomicInteger;

/// An array of a [ChunkPool], held by whoever writes to it and by the contents in it. Goes back to
/// the pool with the last of them. Any thread; written to by its one writer.
final class Chunk {
  private final ChunkPool pool;
  private final byte[] array;
  private final AtomicInteger holds = new AtomicInteger(1);

  Chunk(ChunkPool pool, byte[] array) {
    this.pool = pool;
    this.array = array;
  }

  byte[] array() {
    return array;
  }

  /// Only for who holds it already in another way.
  void hold() {
    holds.incrementAndGet();
  }

  void release() {
    if (holds.decrementAndGet() == 0) {
      pool.giveBack(array);
    }
  }
}
