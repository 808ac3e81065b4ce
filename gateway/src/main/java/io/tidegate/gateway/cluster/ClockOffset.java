package io.tidegate.gateway.cluster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;

/// How far another node's clock is before ours, by the times at which its messages were sent and
/// came. What was shortest on its way tells best. Confined to one thread.
final class ClockOffset {
  /// Half a minute of them.
  private static final int KEPT = 15;

  private final Deque<Duration> ahead = new ArrayDeque<>();

  void add(Duration sentBeforeReceived) {
    if (ahead.size() == KEPT) {
      ahead.removeFirst();
    }
    ahead.addLast(sentBeforeReceived.negated());
  }

  boolean isKnown() {
    return !ahead.isEmpty();
  }

  Duration value() {
    return Collections.max(ahead);
  }
}
