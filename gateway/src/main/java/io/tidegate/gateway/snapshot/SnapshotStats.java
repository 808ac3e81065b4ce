package io.tidegate.gateway.snapshot;

import java.util.concurrent.atomic.LongAdder;

/// What became of those who asked for pictures. Any thread.
public final class SnapshotStats {
  final LongAdder cached = new LongAdder();
  final LongAdder joined = new LongAdder();
  final LongAdder unchanged = new LongAdder();
  final LongAdder passedOn = new LongAdder();
  final LongAdder decoded = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder refused = new LongAdder();

  /// Given out as they were made for somebody before.
  public long cached() {
    return cached.sum();
  }

  /// Given to whoever asked while they were made.
  public long joined() {
    return joined.sum();
  }

  /// No later key frame had come: given out again.
  public long unchanged() {
    return unchanged.sum();
  }

  /// Pictures of Motion JPEG, given out as they came in.
  public long passedOn() {
    return passedOn.sum();
  }

  /// Children that made one.
  public long decoded() {
    return decoded.sum();
  }

  /// Children that made none.
  public long failed() {
    return failed.sum();
  }

  /// Not made, as too many were wanted.
  public long refused() {
    return refused.sum();
  }
}
