package io.tidegate.gateway.recording;

import io.tidegate.hls.CutSegment;
import io.tidegate.media.DataSize;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// What waits to be written, between the loops of streams and the one thread that writes. Bounded
/// in bytes and time: a disk that does not keep up costs segments, and never holds a stream. Any
/// thread.
final class WriteQueue {
  /// A disk that has taken nothing for so long takes no more of what comes.
  static final Duration MOST_BEHIND = Duration.ofSeconds(30);

  /// Written together, so that one transaction and one look at the disk serve many streams.
  private static final int BATCH = 64;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final ArrayDeque<Item> items = new ArrayDeque<>();
  private final long mostBytes;
  private final LongSupplier nanoTime;

  /// Of what waits and what is being written.
  private long bytes;

  /// When the oldest of what is not yet written came; of an empty queue without meaning.
  private long oldestNanos;

  private boolean isWriting;

  WriteQueue(DataSize most, LongSupplier nanoTime) {
    this.mostBytes = most.bytes();
    this.nanoTime = nanoTime;
  }

  /// What the writer is given.
  sealed interface Item {
    /// @param number tells apart segments of one start
    /// @param gap whether something before it is missing
    record Segment(Run run, CutSegment cut, long number, boolean gap) implements Item {
      long bytes() {
        return cut.bytes() + (cut.init() == null ? 0 : cut.init().length());
      }
    }

    /// Nothing more comes of it.
    record Finish(Run run) implements Item {}

    /// Something to do between two batches.
    record Task(Runnable work) implements Item {}
  }

  /// Whether there was room. Never waits but for others who put or take.
  boolean offer(Item item) {
    lock.lock();
    try {
      long now = nanoTime.getAsLong();
      if (item instanceof Item.Segment segment) {
        boolean isLate = behindNanos(now) > MOST_BEHIND.toNanos();
        if (isLate || bytes + segment.bytes() > mostBytes) {
          return false;
        }
        bytes += segment.bytes();
      }
      if (items.isEmpty() && !isWriting) {
        oldestNanos = now;
      }
      items.add(item);
      filled.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// What waits, the oldest first; empty when nothing came within `patience`. What is taken counts
  /// until [#written].
  List<Item> take(Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (items.isEmpty() && left > 0) {
        left = filled.awaitNanos(left);
      }
      List<Item> batch = new ArrayList<>();
      while (!items.isEmpty() && batch.size() < BATCH) {
        batch.add(items.remove());
      }
      isWriting = !batch.isEmpty();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /// What was taken last is on the disk, or lost.
  void written(List<Item> batch) {
    lock.lock();
    try {
      for (Item item : batch) {
        if (item instanceof Item.Segment segment) {
          bytes -= segment.bytes();
        }
      }
      isWriting = false;
      oldestNanos = nanoTime.getAsLong();
    } finally {
      lock.unlock();
    }
  }

  /// Of what waits and what is being written.
  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  /// For how long nothing was taken that waits.
  Duration behind() {
    lock.lock();
    try {
      return Duration.ofNanos(behindNanos(nanoTime.getAsLong()));
    } finally {
      lock.unlock();
    }
  }

  private long behindNanos(long now) {
    return items.isEmpty() && !isWriting ? 0 : now - oldestNanos;
  }

  boolean isEmpty() {
    lock.lock();
    try {
      return items.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    return bytes() + " bytes, " + TimeUnit.NANOSECONDS.toSeconds(behind().toNanos()) + " s behind";
  }
}
