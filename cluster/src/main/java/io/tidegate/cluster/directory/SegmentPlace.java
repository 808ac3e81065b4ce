package io.tidegate.cluster.directory;

import java.time.Instant;

/// A segment that the owner of a stream has cut, as all nodes number it (RFC 8216bis §4.4.3.2,
/// §4.4.3.3, §4.4.4.6). Immutable.
///
/// @param number its media sequence number
/// @param discontinuity its discontinuity sequence number
/// @param dateTime of its first picture, to the millisecond
public record SegmentPlace(long number, long discontinuity, Instant dateTime) {
  /// @throws IllegalArgumentException when a number is negative
  public SegmentPlace {
    if (number < 0 || discontinuity < 0) {
      throw new IllegalArgumentException("segment " + number + ", discontinuity " + discontinuity);
    }
  }
}
