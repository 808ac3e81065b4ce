package io.tidegate.hls;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Memory for segments: arrays of one size that are used again when their segments are gone. Any
/// thread.
///
/// Segments live for half a minute. As objects of their own they would be moved by the collector
/// until it takes them for old, and then lie there dead until it looks for old garbage; meanwhile
/// the heap grows into memory never touched before, and on a virtual machine the first touch costs
/// more than all the work on the bytes. Chunks grow old once and stay.
///
/// A chunk that is lost instead of given back is collected like any object.
final class ChunkPool {
  /// Small enough for thousands of thin streams that fill one each, big enough that a part of 200
  /// ms at 2 Mbit/s lies in one piece.
  static final int CHUNK_BYTES = 64 * 1024;

  /// Chunks kept however little is in use.
  private static final int FEWEST_FREE = 64;

  /// Segments come and go one at a time, and a window holds some fifteen: so much of what is in use
  /// comes back and goes out again. The rest is for the collector.
  private static final int FREE_SHARE = 8;

  private final ConcurrentLinkedQueue<byte[]> free = new ConcurrentLinkedQueue<>();
  private final AtomicInteger freeCount = new AtomicInteger();
  private final AtomicInteger usedCount = new AtomicInteger();

  /// A chunk held once, with anything in it.
  Chunk take() {
    usedCount.incrementAndGet();
    byte[] array = free.poll();
    if (array == null) {
      return new Chunk(this, new byte[CHUNK_BYTES]);
    }
    freeCount.decrementAndGet();
    return new Chunk(this, array);
  }

  /// Nobody reads `array` any more.
  void giveBack(byte[] array) {
    int used = usedCount.decrementAndGet();
    if (freeCount.get() < FEWEST_FREE + used / FREE_SHARE) {
      freeCount.incrementAndGet();
      free.offer(array);
    }
  }

  /// Chunks that are held by somebody.
  int used() {
    return usedCount.get();
  }

  /// Chunks that wait to be used again.
  int free() {
    return freeCount.get();
  }
}
