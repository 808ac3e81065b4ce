package io.tidegate.hls;

import io.tidegate.media.hub.Loop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Requests that wait for a segment or part to come. Confined to the stream's loop.
///
/// Viewers live on loops of their own: those that are answered together get one task per loop, not
/// one each.
final class WaitingRoom {
  /// Requests that may wait at once for one stream: each holds a connection and a few kilobytes.
  static final int LIMIT = 10_000;

  /// How a wait ends. Called on the viewer's loop.
  interface Answer {
    void ready(PlaylistSnapshot snapshot);

    void expired();
  }

  /// Somebody waits.
  ///
  /// @param segment Media Sequence Number, -1 for any segment at all
  /// @param part -1 for the whole segment
  /// @param deadlineNanos on the clock of [System#nanoTime()]
  record Waiter(long segment, int part, Loop loop, long deadlineNanos, Answer answer) {
    boolean isServedBy(PlaylistSnapshot snapshot) {
      return segment < 0 || snapshot.reaches(segment, part) || snapshot.state().ended();
    }
  }

  private List<Waiter> waiters = new ArrayList<>();

  /// False when the room is full.
  boolean add(Waiter waiter) {
    return waiters.size() < LIMIT && waiters.add(waiter);
  }

  int size() {
    return waiters.size();
  }

  /// Answers everybody whom `snapshot` gives what they wait for.
  void wake(PlaylistSnapshot snapshot) {
    if (waiters.isEmpty()) {
      return;
    }
    List<Waiter> remaining = new ArrayList<>();
    Map<Loop, List<Waiter>> served = new HashMap<>();
    for (Waiter waiter : waiters) {
      if (waiter.isServedBy(snapshot)) {
        served.computeIfAbsent(waiter.loop(), _ -> new ArrayList<>()).add(waiter);
      } else {
        remaining.add(waiter);
      }
    }
    waiters = remaining;
    served.forEach((loop, group) ->
        loop.execute(() -> group.forEach(waiter -> waiter.answer().ready(snapshot))));
  }

  /// Sends away whose time is over.
  void expire(long nowNanos) {
    waiters.removeIf(waiter -> {
      boolean isLate = nowNanos - waiter.deadlineNanos() >= 0;
      if (isLate) {
        waiter.loop().execute(waiter.answer()::expired);
      }
      return isLate;
    });
  }

  /// Sends everybody away.
  void clear() {
    List<Waiter> all = waiters;
    waiters = new ArrayList<>();
    all.forEach(waiter -> waiter.loop().execute(waiter.answer()::expired));
  }
}
