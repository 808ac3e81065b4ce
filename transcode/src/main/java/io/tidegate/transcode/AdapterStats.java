package io.tidegate.transcode;

import io.tidegate.media.Codec;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What all conversions together did. Any thread.
public final class AdapterStats {
  private static final Logger log = LoggerFactory.getLogger(AdapterStats.class);

  private final AtomicInteger running = new AtomicInteger();
  private final LongAdder droppedFrames = new LongAdder();
  private final LongAdder failures = new LongAdder();

  AdapterStats() {}

  /// Conversions that run now.
  public int running() {
    return running.get();
  }

  /// Frames of originals that were dropped because their adapter thread was behind.
  public long droppedFrames() {
    return droppedFrames.sum();
  }

  /// Conversions that could not go on.
  public long failures() {
    return failures.sum();
  }

  void opened() {
    running.incrementAndGet();
  }

  void closed() {
    running.decrementAndGet();
  }

  void dropped() {
    droppedFrames.increment();
  }

  void failed(Codec codec, String reason) {
    failures.increment();
    log.warn("{} is not converted to AAC any more: {}", codec.title(), reason);
  }

  void bug(RuntimeException bug) {
    log.error("a bug in the conversion of sound; the stream goes on without", bug);
  }
}
