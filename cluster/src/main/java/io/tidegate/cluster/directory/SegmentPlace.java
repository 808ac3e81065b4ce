package io.tidegate.cluster.directory;

import java.time.Instant;
import java.util.regex.Pattern;

/// A segment that the owner of a stream has cut, as all nodes number it (RFC 8216bis §4.4.3.2,
/// §4.4.3.3, §4.4.4.6). Immutable.
///
/// @param number its media sequence number
/// @param discontinuity its discontinuity sequence number
/// @param dateTime of its first picture, to the millisecond; 1970 where none is complete yet
/// @param token in the names of the stream's files, which cannot be guessed: 1 to 32 small letters
///   and digits. Whoever goes on with the stream goes on with it.
public record SegmentPlace(long number, long discontinuity, Instant dateTime, String token) {
  private static final Pattern TOKEN = Pattern.compile("[0-9a-z]{1,32}");

  /// @throws IllegalArgumentException when a number is negative, or the token is none
  public SegmentPlace {
    if (!TOKEN.matcher(token).matches()) {
      throw new IllegalArgumentException("no token of names");
    }
    if (number < 0 || discontinuity < 0) {
      throw new IllegalArgumentException("segment " + number + ", discontinuity " + discontinuity);
    }
  }
}
