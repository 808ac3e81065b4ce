package io.tidegate.hls;

import io.tidegate.media.Nullable;
import java.util.regex.Pattern;

/// The delivery directives of a media playlist request. RFC 8216bis §6.2.5. Immutable.
///
/// @param segment Media Sequence Number that must be in the playlist, -1 for none
/// @param part that must be there, -1 for the whole segment
/// @param skip a Playlist Delta Update is welcome
record ReloadRequest(long segment, int part, boolean skip) {
  /// A request with directives may name a segment at most so far after the last complete one.
  static final int ADVANCE_SEGMENTS = 2;

  // larger numbers are far ahead of any playlist
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

  /// The directives are wrong: 400, with this sentence.
  static final class BadDirectiveException extends Exception {
    private static final long serialVersionUID = 1;

    BadDirectiveException(String message) {
      super(message);
    }
  }

  static ReloadRequest parse(@Nullable String segment, @Nullable String part, @Nullable String skip)
      throws BadDirectiveException {
    if (segment == null && part != null) {
      throw new BadDirectiveException("_HLS_part needs _HLS_msn");
    }
    boolean wantsDelta = "YES".equals(skip) || "v2".equals(skip);
    return new ReloadRequest(
        number("_HLS_msn", segment), (int) number("_HLS_part", part), wantsDelta);
  }

  boolean blocks() {
    return segment >= 0;
  }

  /// @throws BadDirectiveException when it asks for what cannot come soon
  void check(PlaylistSnapshot current) throws BadDirectiveException {
    PartTarget target = current.state().partTarget();
    if (!blocks() || target == null || current.state().ended()) {
      return;
    }
    if (segment > current.lastNumber() + ADVANCE_SEGMENTS) {
      throw new BadDirectiveException(
          "_HLS_msn is too far ahead, the last segment is " + current.lastNumber());
    }
    int parts = current.openParts().size();
    if (segment > current.lastNumber() && part > parts + advanceParts(target)) {
      throw new BadDirectiveException("_HLS_part is too far ahead, there are " + parts);
    }
  }

  /// The Advance Part Limit of §6.2.5.2: three seconds of parts.
  private static long advanceParts(PartTarget target) {
    return Math.max(3, Math.ceilDiv(3_000_000_000L, target.target().nanos()));
  }

  private static long number(String name, @Nullable String text) throws BadDirectiveException {
    if (text == null) {
      return -1;
    }
    if (!NUMBER.matcher(text).matches()) {
      throw new BadDirectiveException(name + " is not a number");
    }
    return Long.parseLong(text);
  }
}
