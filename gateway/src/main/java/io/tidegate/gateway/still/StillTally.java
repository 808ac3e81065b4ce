package io.tidegate.gateway.still;

import java.util.concurrent.atomic.LongAdder;

/// What has become of pictures that were to be kept, since the start. Any thread.
public final class StillTally {
  final LongAdder stored = new LongAdder();
  final LongAdder bytes = new LongAdder();
  final LongAdder unchanged = new LongAdder();
  final LongAdder unmade = new LongAdder();
  final LongAdder behind = new LongAdder();
  final LongAdder full = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder deleted = new LongAdder();
  final LongAdder brought = new LongAdder();

  /// Pictures that are on the disk.
  public long stored() {
    return stored.sum();
  }

  /// Of them.
  public long bytes() {
    return bytes.sum();
  }

  /// Not kept, as no later key frame had come.
  public long unchanged() {
    return unchanged.sum();
  }

  /// Not kept, as no picture could be made.
  public long unmade() {
    return unmade.sum();
  }

  /// Not kept, as the disk did not keep up.
  public long behind() {
    return behind.sum();
  }

  /// Not kept, as there was no room.
  public long full() {
    return full.sum();
  }

  /// Not kept, as the disk did not take them.
  public long failed() {
    return failed.sum();
  }

  /// Gone by age, or because somebody asked for it.
  public long deleted() {
    return deleted.sum();
  }

  /// Brought to a storage profile.
  public long brought() {
    return brought.sum();
  }
}
