package io.tidegate.srt.relay;

import io.tidegate.srt.lib.SocketPoller;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// How a relay's thread waits: at once for each packet while there are few, and in steps while
/// there are many, so that one system call takes several. Relay thread only.
final class RelayPacing {
  private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /// Packets in a window from which on it waits in steps: 2000 a second, 20 Mbit/s.
  private static final int MANY = 200;

  /// A shorter pause costs more than it gathers.
  private static final long MIN_PAUSE_NANOS = 30_000;

  private static final long MAX_WAIT_MS = 1000;
  private static final long MILLISECOND = 1_000_000;

  private final long gatherNanos;
  private long windowNanos;
  private int inWindow;
  private boolean many;

  RelayPacing(int gatherMicros) {
    gatherNanos = TimeUnit.MICROSECONDS.toNanos(gatherMicros);
  }

  /// Packets came.
  void packets(int count, long nowNanos) {
    inWindow += count;
    if (nowNanos - windowNanos >= WINDOW_NANOS) {
      many = inWindow >= MANY && gatherNanos > 0;
      inWindow = 0;
      windowNanos = nowNanos;
    }
  }

  /// Waits for packets, not much longer than until `dueNanos`.
  ///
  /// @return how many sockets have some
  int await(SocketPoller poller, long dueNanos) {
    long left = dueNanos - System.nanoTime();
    if (many) {
      left = Math.min(left, gatherNanos);
      if (left >= MIN_PAUSE_NANOS) {
        LockSupport.parkNanos(left);
      }
      int ready = poller.await(0);
      if (ready > 0) {
        return ready;
      }
      left = dueNanos - System.nanoTime();
    }
    if (left <= 0) {
      return poller.await(0);
    }
    if (left >= MILLISECOND) {
      return poller.await((int) Math.min(left / MILLISECOND, MAX_WAIT_MS));
    }
    // less than what epoll can count
    LockSupport.parkNanos(Math.min(left, Math.max(gatherNanos, MIN_PAUSE_NANOS)));
    return poller.await(0);
  }
}
