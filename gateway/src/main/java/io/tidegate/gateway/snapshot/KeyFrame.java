package io.tidegate.gateway.snapshot;

import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.StreamKey;
import io.tidegate.media.Track;
import io.tidegate.media.VideoFormat;
import java.time.Instant;

/// A picture of a stream that can be decoded by itself. Immutable.
///
/// @param key of its stream
/// @param track of video
/// @param captured when its last byte came in
public record KeyFrame(StreamKey key, Track track, Frame frame, Instant captured) {
  /// Of a frame that came in before.
  ///
  /// @param nowNanos by `System.nanoTime()`, at the time `now`
  public static KeyFrame of(StreamKey key, Track track, Frame frame, long nowNanos, Instant now) {
    return new KeyFrame(key, track, frame, now.minusNanos(nowNanos - frame.receivedNanos()));
  }

  /// The same for the same frame, another one for every other.
  public String tag() {
    return Long.toHexString(frame.receivedNanos())
        + "-"
        + Integer.toHexString(frame.payload().length());
  }

  public VideoFormat format() {
    return ((CodecParams.Video) track.params()).format();
  }
}
