package io.tidegate.media.feed;

import io.tidegate.media.hub.Outbox;
import java.time.Duration;

/// How feeds flush. Immutable.
///
/// @param batch collect so much media time before a flush; zero flushes once per video frame
/// @param limits what may wait for one viewer: what is cached for those to come fits in half of it
/// @param linger how long a feed goes on after its last viewer has left; zero ends it at once
public record FeedOptions(Duration batch, Outbox.Limits limits, Duration linger) {
  /// A page that is loaded again, or a player that reconnects, finds its start made.
  private static final Duration LINGER = Duration.ofSeconds(5);

  public FeedOptions {
    checkBatch(batch);
    if (linger.isNegative()) {
      throw new IllegalArgumentException("a feed cannot end before its last viewer: " + linger);
    }
  }

  public FeedOptions(Duration batch, Outbox.Limits limits) {
    this(batch, limits, LINGER);
  }

  /// @throws IllegalArgumentException with a sentence for the user when it is no usable batch
  public static void checkBatch(Duration batch) {
    if (batch.isNegative() || batch.compareTo(Duration.ofSeconds(2)) > 0) {
      throw new IllegalArgumentException("a batch is 0 to 2 seconds: " + batch);
    }
  }
}
