package io.tidegate.hls;

import io.tidegate.media.Nullable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The one range of a `Range` header. RFC 9110 §14. Several ranges are answered with the whole, as
/// the RFC allows.
public sealed interface ByteRange {
  Whole WHOLE = new Whole();

  /// No range, or one to be ignored.
  record Whole() implements ByteRange {}

  /// @param last inclusive
  record Part(long first, long last) implements ByteRange {}

  /// It lies behind the end.
  record Unsatisfiable() implements ByteRange {}

  /// No position of a file has more figures than 2^63 - 1; longer numbers are no range of ours.
  Pattern ONE_RANGE = Pattern.compile("(?i:bytes)=(\\d{0,19})-(\\d{0,19})");

  /// @param length of the content
  static ByteRange parse(@Nullable String header, long length) {
    Matcher matcher = header == null ? null : ONE_RANGE.matcher(header.strip());
    if (matcher == null || !matcher.matches()) {
      return WHOLE;
    }
    String first = matcher.group(1);
    String last = matcher.group(2);
    if (first.isEmpty()) {
      return last.isEmpty() ? WHOLE : suffix(number(last), length);
    }
    long from = number(first);
    long to = last.isEmpty() ? length - 1 : Math.min(number(last), length - 1);
    if (!last.isEmpty() && number(last) < from) {
      return WHOLE;
    }
    return from >= length ? new Unsatisfiable() : new Part(from, to);
  }

  /// Of 19 figures at most; those above the largest number are that.
  private static long number(String figures) {
    try {
      return Long.parseLong(figures);
    } catch (NumberFormatException larger) {
      return Long.MAX_VALUE;
    }
  }

  private static ByteRange suffix(long count, long length) {
    if (count == 0 || length == 0) {
      return new Unsatisfiable();
    }
    return new Part(Math.max(0, length - count), length - 1);
  }
}
