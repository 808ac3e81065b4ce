package io.tidegate.media.feed;

import io.tidegate.media.hub.Outbox;
import java.time.Duration;

/// How feeds flush. Immutable.
///
/// @param batch collect so much media time before a flush; zero flushes once per video frame
/// @param limits what may wait for one viewer: what is cached for those to come fits in half of it
public record FeedOptions(Duration batch, Outbox.Limits limits) {
  public FeedOptions {
    checkBatch(batch);
  }

  /// @throws IllegalArgumentException with a sentence for the user when it is no usable batch
  public static void checkBatch(Duration batch) {
    if (batch.isNegative() || batch.compareTo(Duration.ofSeconds(2)) > 0) {
      throw new IllegalArgumentException("a batch is 0 to 2 seconds: " + batch);
    }
  }
}
