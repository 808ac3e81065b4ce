package io.tidegate.gateway.auth;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Counts what was wrong, by user or by address, and locks out for longer and longer whoever goes
/// on. Any thread; bounded, the one that was wrong longest ago is forgotten first.
final class Attempts {
  /// People mistype; programs do not stop.
  private final int free;

  /// Of names and addresses; some megabytes.
  static final int MAX_KNOWN = 10_000;

  private static final Duration FIRST_LOCK = Duration.ofSeconds(30);
  private static final Duration LONGEST_LOCK = Duration.ofMinutes(15);

  /// Without a wrong one for so long all is forgotten.
  private static final Duration MEMORY = Duration.ofMinutes(30);

  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Wrong> wrongs = new LinkedHashMap<>();

  private record Wrong(int count, long lastNanos, Duration locked) {
    Duration left(long now) {
      return locked.minusNanos(now - lastNanos);
    }
  }

  /// @param free so many wrong ones are without consequence
  Attempts(int free, LongSupplier nanoTime) {
    this.free = free;
    this.nanoTime = nanoTime;
  }

  /// How long this one is locked out; zero when it is not.
  Duration locked(String who) {
    lock.lock();
    try {
      Wrong wrong = wrongs.get(who);
      Duration left = wrong == null ? Duration.ZERO : wrong.left(nanoTime.getAsLong());
      return left.isNegative() ? Duration.ZERO : left;
    } finally {
      lock.unlock();
    }
  }

  /// Counts a wrong one.
  ///
  /// @return how long it is locked out from here on; zero for not
  Duration wrong(String who) {
    long now = nanoTime.getAsLong();
    lock.lock();
    try {
      Wrong before = wrongs.remove(who);
      boolean counts = before != null && now - before.lastNanos() <= MEMORY.toNanos();
      int count = before != null && counts ? before.count() + 1 : 1;
      Wrong after = new Wrong(count, now, lockOf(count));
      wrongs.put(who, after);
      if (wrongs.size() > MAX_KNOWN) {
        wrongs.remove(wrongs.keySet().iterator().next());
      }
      return after.locked();
    } finally {
      lock.unlock();
    }
  }

  /// It was right: what was wrong before is forgiven.
  void right(String who) {
    lock.lock();
    try {
      wrongs.remove(who);
    } finally {
      lock.unlock();
    }
  }

  private Duration lockOf(int count) {
    if (count < free) {
      return Duration.ZERO;
    }
    int doublings = Math.min(count - free, 16);
    Duration wanted = FIRST_LOCK.multipliedBy(1L << doublings);
    return wanted.compareTo(LONGEST_LOCK) < 0 ? wanted : LONGEST_LOCK;
  }
}
