package io.tidegate.flvhttp;

import io.tidegate.media.DataSize;
import io.tidegate.media.feed.FeedOptions;
import io.tidegate.media.hub.Outbox;
import java.time.Duration;

/// How the endless HTTP outputs behave. Immutable.
///
/// @param batch collect so much media time before a flush; zero flushes once per video frame
/// @param limits what may wait for one viewer
/// @param writeQueue bytes in a viewer's socket queue above which its outbox holds back
/// @param maxViewers sessions over all streams, 0 for no limit
/// @param maxViewersPerStream sessions of one stream, over all protocols, 0 for no limit
/// @param retryAfter what a refused viewer is told to wait
public record FlvHttpOptions(
    Duration batch,
    Outbox.Limits limits,
    DataSize writeQueue,
    int maxViewers,
    int maxViewersPerStream,
    Duration retryAfter) {
  /// No batches; 8 MB or 20 s wait for a viewer (the longest GOP that is replayed), 10 s of
  /// patience; 64 KB in the socket queue (two key frames of 2 Mbit/s); no viewer limits.
  public static final FlvHttpOptions DEFAULT =
      new FlvHttpOptions(
          Duration.ZERO,
          new Outbox.Limits(
              DataSize.ofMegabytes(8), Duration.ofSeconds(20), Duration.ofSeconds(10)),
          DataSize.ofKilobytes(64),
          0,
          0,
          Duration.ofSeconds(5));

  public FlvHttpOptions {
    FeedOptions.checkBatch(batch);
    if (maxViewers < 0 || maxViewersPerStream < 0) {
      throw new IllegalArgumentException("a viewer limit cannot be negative");
    }
    if (writeQueue.bytes() < 4096 || writeQueue.bytes() > (64 << 20)) {
      throw new IllegalArgumentException("a write queue is 4KB to 64MB: " + writeQueue);
    }
  }
}
