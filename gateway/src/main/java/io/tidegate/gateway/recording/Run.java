package io.tidegate.gateway.recording;

import io.tidegate.gateway.route.RecordingSpec;
import io.tidegate.media.StreamKey;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/// One stretch of recording: from when a stream came, or midnight, until it went, or midnight. Any
/// thread.
final class Run {
  private final StreamKey key;
  private final RecordingSpec spec;
  private final Instant since;
  private final AtomicLong segments = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private volatile Instant from = Instant.MAX;
  private volatile Instant to = Instant.MIN;
  private volatile String first = "";

  /// @param since when it was begun
  Run(StreamKey key, RecordingSpec spec, Instant since) {
    this.key = key;
    this.spec = spec;
    this.since = since;
  }

  /// What there is of it.
  ///
  /// @param from start of its first segment; of an empty one later than `to`
  /// @param to end of its last segment
  /// @param first its first file, below the folder of the stream; empty where there is none
  record View(
      StreamKey key,
      RecordingSpec spec,
      Instant since,
      Instant from,
      Instant to,
      String first,
      long segments,
      long bytes,
      long dropped) {
    boolean isEmpty() {
      return segments == 0;
    }
  }

  StreamKey key() {
    return key;
  }

  RecordingSpec spec() {
    return spec;
  }

  /// A segment is on the disk and in the index. On the writer's thread.
  void stored(Instant start, Instant end, String path, long length) {
    if (segments.getAndIncrement() == 0) {
      first = path;
      from = start;
    }
    to = end;
    bytes.addAndGet(length);
  }

  /// A segment was not kept.
  void lost() {
    dropped.incrementAndGet();
  }

  View view() {
    return new View(key, spec, since, from, to, first, segments.get(), bytes.get(), dropped.get());
  }
}
