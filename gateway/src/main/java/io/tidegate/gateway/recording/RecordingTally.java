package io.tidegate.gateway.recording;

import java.util.concurrent.atomic.LongAdder;

/// What recording has done since the start. Any thread.
public final class RecordingTally {
  final LongAdder bytes = new LongAdder();
  final LongAdder segments = new LongAdder();
  final LongAdder behind = new LongAdder();
  final LongAdder full = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder deleted = new LongAdder();
  final LongAdder missing = new LongAdder();
  final LongAdder adopted = new LongAdder();
  final LongAdder brought = new LongAdder();

  /// Bytes of segments that are on the disk and in the index.
  public long bytes() {
    return bytes.sum();
  }

  /// Segments that were brought to a storage profile.
  public long brought() {
    return brought.sum();
  }

  public long segments() {
    return segments.sum();
  }

  /// Segments that were not kept because the disk did not keep up.
  public long behind() {
    return behind.sum();
  }

  /// Segments that were not kept because there was no room.
  public long full() {
    return full.sum();
  }

  /// Segments that the disk or the index did not take.
  public long failed() {
    return failed.sum();
  }

  /// Segments that went by age, by size, for room, or because somebody asked for it.
  public long deleted() {
    return deleted.sum();
  }

  /// Segments that stood in the index and were not on the disk as they were written.
  public long missing() {
    return missing.sum();
  }

  /// Segments that were on the disk and not in the index.
  public long adopted() {
    return adopted.sum();
  }
}
