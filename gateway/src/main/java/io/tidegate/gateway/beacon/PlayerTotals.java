package io.tidegate.gateway.beacon;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// What player pages have reported of one thing so far. Any thread.
public final class PlayerTotals {
  private final LongAdder reports = new LongAdder();
  private final LongAdder stalls = new LongAdder();
  private final LongAdder stalledMs = new LongAdder();
  private final LongAdder decodeFailures = new LongAdder();
  private final LongAdder firstFrames = new LongAdder();
  private final LongAdder firstFrameMs = new LongAdder();
  private final AtomicInteger slowestFirstFrameMs = new AtomicInteger();

  void add(PlayerReport report) {
    reports.increment();
    stalls.add(report.stalls());
    stalledMs.add(report.stalledMs());
    decodeFailures.add(report.decodeFailures());
    Integer first = report.firstFrameMs();
    if (first != null) {
      firstFrames.increment();
      firstFrameMs.add(first);
      slowestFirstFrameMs.accumulateAndGet(first, Math::max);
    }
  }

  /// As it stands.
  public View view() {
    return new View(
        reports.sum(),
        stalls.sum(),
        stalledMs.sum(),
        decodeFailures.sum(),
        firstFrames.sum(),
        firstFrameMs.sum(),
        slowestFirstFrameMs.get());
  }

  /// Immutable.
  ///
  /// @param firstFrames pages that saw one
  /// @param firstFrameMs that they waited together
  /// @param slowestFirstFrameMs that one of them waited
  public record View(
      long reports,
      long stalls,
      long stalledMs,
      long decodeFailures,
      long firstFrames,
      long firstFrameMs,
      int slowestFirstFrameMs) {
    public static final View NONE = new View(0, 0, 0, 0, 0, 0, 0);

    /// On average; 0 while nobody has told.
    public long meanFirstFrameMs() {
      return firstFrames == 0 ? 0 : firstFrameMs / firstFrames;
    }
  }
}
