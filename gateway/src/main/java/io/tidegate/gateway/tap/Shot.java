package io.tidegate.gateway.tap;

import io.tidegate.media.Bytes;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamKey;
import java.time.Instant;

/// One picture of a tap. Immutable.
///
/// @param tap its name
/// @param number counts the pictures of the tap from 1 on
/// @param captured when the last byte of the frame came in
/// @param pts of the frame, on the timeline of the stream
public record Shot(
    StreamKey key, String tap, long number, Instant captured, MediaTime pts, Bytes jpeg) {
  /// The same for whoever wants to know of it alone.
  public Shot withoutPicture() {
    return new Shot(key, tap, number, captured, pts, Bytes.EMPTY);
  }
}
