package io.tidegate.cluster.owner;

import io.tidegate.media.StreamKey;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// How many streams a node begins to take from others that run them: some at once, then so many a
/// second, as cameras behind one recorder answer few at a time, and nobody waits for a stream that
/// runs. Any thread; it never waits.
final class Moves {
  static final int AT_ONCE = 20;

  /// Between two, on average.
  static final Duration APART = Duration.ofMillis(25);

  private final LongSupplier nanoTime;

  /// When all that have begun would have begun one after the other.
  private final AtomicLong next;

  private final Set<StreamKey> underWay = ConcurrentHashMap.newKeySet();
  private final Set<StreamKey> waiting = ConcurrentHashMap.newKeySet();

  Moves(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.next = new AtomicLong(nanoTime.getAsLong());
  }

  /// Whether this one has begun, or begins now; else it is one of [#due] once it may.
  boolean mayBegin(StreamKey key) {
    if (underWay.contains(key)) {
      return true;
    }
    long now = nanoTime.getAsLong();
    long before = next.get();
    while (free(before, now) > 0) {
      long after = Math.max(before - now, 0) + now + APART.toNanos();
      if (next.compareAndSet(before, after)) {
        underWay.add(key);
        waiting.remove(key);
        return true;
      }
      before = next.get();
    }
    waiting.add(key);
    return false;
  }

  private static long free(long next, long now) {
    return AT_ONCE - Math.ceilDiv(Math.max(next - now, 0), APART.toNanos());
  }

  /// It is not to be taken, or was taken.
  void end(StreamKey key) {
    underWay.remove(key);
    waiting.remove(key);
  }

  /// Those that may begin by now, which nothing else tells of; each once.
  Collection<StreamKey> due() {
    long free = waiting.isEmpty() ? 0 : free(next.get(), nanoTime.getAsLong());
    Set<StreamKey> due = new HashSet<>();
    for (StreamKey key : waiting) {
      if (due.size() >= free) {
        break;
      }
      due.add(key);
    }
    waiting.removeAll(due);
    return due;
  }
}
