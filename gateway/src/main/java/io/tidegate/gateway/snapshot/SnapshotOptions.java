package io.tidegate.gateway.snapshot;

import io.tidegate.transcode.picture.StillJob;
import java.time.Duration;

/// How pictures of streams are made. Immutable.
///
/// @param cache so long a picture is given to whoever asks
/// @param quality of JPEG, from [StillJob#BEST_QUALITY] to [StillJob#WORST_QUALITY]
/// @param maxWidth wider ones are made smaller
/// @param concurrency so many are made at once
/// @param wake whether asking starts what runs for players alone
/// @param stale so long after the end of its stream a picture is given to whoever wants it so
/// @param privateWebhooks whether frame taps of spaces send to this machine and private networks
public record SnapshotOptions(
    Duration cache,
    int quality,
    int maxWidth,
    int concurrency,
    boolean wake,
    Duration stale,
    boolean privateWebhooks) {
  public static final int LEAST_WIDTH = 16;
  public static final int MOST_WIDTH = 7_680;

  /// A second, quality 4, two at once, nothing is started.
  public static final SnapshotOptions DEFAULT =
      new SnapshotOptions(Duration.ofSeconds(1), 4, 3_840, 2, false, Duration.ofMinutes(5), false);

  public SnapshotOptions {
    if (quality < StillJob.BEST_QUALITY
        || quality > StillJob.WORST_QUALITY
        || maxWidth < LEAST_WIDTH
        || maxWidth > MOST_WIDTH
        || concurrency < 1) {
      throw new IllegalArgumentException("not a way to make pictures");
    }
  }
}
