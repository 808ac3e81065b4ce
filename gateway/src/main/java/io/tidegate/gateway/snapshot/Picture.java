package io.tidegate.gateway.snapshot;

import io.tidegate.media.Bytes;
import java.time.Instant;

/// A JPEG picture of a stream. Immutable.
///
/// @param captured when the key frame that it was made of came in
/// @param tag of that key frame
/// @param madeNanos when it was made, or found to be the latest still; by the monotonic clock
public record Picture(Bytes jpeg, Instant captured, String tag, long madeNanos) {
  Picture foundAgain(long nanos) {
    return new Picture(jpeg, captured, tag, nanos);
  }
}
