package io.tidegate.hls;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Something on the timeline of a stream that players are told of: EXT-X-DATERANGE, RFC 8216
/// §4.3.2.7. Immutable.
///
/// @param id no two of a playlist have the same
/// @param kind CLASS
/// @param duration zero for a moment
/// @param more texts by names that begin with `X-`
public record DateRange(
    String id, String kind, Instant start, Duration duration, Map<String, String> more) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  public DateRange {
    more = new TreeMap<>(more);
    for (String name : more.keySet()) {
      if (!name.matches("X-[A-Z0-9-]+")) {
        throw new IllegalArgumentException("not an attribute of a client: " + name);
      }
    }
  }

  /// The tag, with its end of line.
  public String tag() {
    long millis = duration.toMillis();
    StringBuilder text = new StringBuilder(160);
    text.append("#EXT-X-DATERANGE:ID=").append(quoted(id));
    text.append(",CLASS=").append(quoted(kind));
    text.append(",START-DATE=").append(quoted(TIME.format(start)));
    text.append(String.format(Locale.ROOT, ",DURATION=%d.%03d", millis / 1_000, millis % 1_000));
    more.forEach((name, value) -> text.append(',').append(name).append('=').append(quoted(value)));
    return text.append('\n').toString();
  }

  /// §4.2: a quoted string has neither quotes nor ends of lines.
  private static String quoted(String text) {
    return '"' + text.replace('"', '\'').replaceAll("\\p{Cntrl}", " ") + '"';
  }
}
