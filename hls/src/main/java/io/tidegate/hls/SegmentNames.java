package io.tidegate.hls;

import io.tidegate.media.Nullable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The names of files of one packager: `token-12.m4s`, its parts `token-12.3.m4s`, `token-i0.mp4`.
///
/// The token differs between packagers, so a name never stands for two contents and responses may
/// be cached for ever. Immutable.
///
/// @param token letters and digits
/// @param extension of segments: `m4s` or `ts`
record SegmentNames(String token, String extension) {
  // nine digits are 60 years of 2 s segments
  private static final Pattern NAME =
      Pattern.compile("([0-9a-z]{1,32})-(\\d{1,9})(?:\\.(\\d{1,4}))?\\.([0-9a-z]{1,4})");

  /// What a name stands for.
  ///
  /// @param part -1 for the whole segment
  record Address(long segment, int part) {}

  String segment(long number) {
    return token + "-" + number + "." + extension;
  }

  String part(long segment, int part) {
    return token + "-" + segment + "." + part + "." + extension;
  }

  String init(int version) {
    return token + "-i" + version + ".mp4";
  }

  /// The template of DASH for one track of the segments. ISO/IEC 23009-1 §5.3.9.4.4.
  String template(TrackKind kind) {
    return token + "-$Number$." + kind.extension();
  }

  /// The number of the segment of which `name` is one track, -1 when it is no such name of this
  /// packager.
  long parse(String name, TrackKind kind) {
    Matcher matcher = NAME.matcher(name);
    boolean isOurs =
        matcher.matches()
            && matcher.group(1).equals(token)
            && matcher.group(3) == null
            && matcher.group(4).equals(kind.extension());
    return isOurs ? Long.parseLong(matcher.group(2)) : -1;
  }

  /// What `name` stands for, null when it is no name of this packager.
  @Nullable
  Address parse(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()
        || !matcher.group(1).equals(token)
        || !matcher.group(4).equals(extension)) {
      return null;
    }
    String part = matcher.group(3);
    return new Address(
        Long.parseLong(matcher.group(2)), part == null ? -1 : Integer.parseInt(part));
  }
}
