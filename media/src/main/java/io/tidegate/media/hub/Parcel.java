package io.tidegate.media.hub;

import io.tidegate.media.MediaTime;

/// One piece of output on its way to a viewer. Immutable, shared by all viewers of a feed.
///
/// @param content what is written, bytes of some form
/// @param bytes its size
/// @param dts its time
/// @param frames how many frames it holds, what its loss counts as
/// @param kind what it means to a viewer that missed something before it
public record Parcel<T>(T content, int bytes, MediaTime dts, int frames, Kind kind) {
  /// What a parcel needs and gives.
  public enum Kind {
    /// Needed to decode all that follows: sequence headers, an init segment. Never dropped alone.
    HEADER,
    /// Decoding can start here.
    SYNC,
    /// Of use only with what came before it.
    DELTA
  }
}
