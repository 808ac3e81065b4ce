package io.tidegate.media.ts;

import io.tidegate.media.MediaTime;

/// How a [TsMuxer] writes.
///
/// @param decodeDelay how far the program clock runs behind the DTS: what a receiver buffers, and
///   how late one track may come after the other; up to ten seconds
public record TsMuxerOptions(MediaTime decodeDelay) {
  /// ISO/IEC 13818-1 §2.4.2.6: no byte waits longer than ten seconds for its decoding.
  private static final MediaTime MAX_DELAY = MediaTime.ofSeconds(10);

  /// Enough for the interleaving of live encoders, little enough for players that follow the PCR.
  public static final TsMuxerOptions DEFAULT = new TsMuxerOptions(MediaTime.ofMillis(200));

  public TsMuxerOptions {
    if (decodeDelay.isNegative() || decodeDelay.isAfter(MAX_DELAY)) {
      throw new IllegalArgumentException("decode delay must be 0 to 10 seconds: " + decodeDelay);
    }
  }
}
