package io.tidegate.gateway.snapshot;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// When a picture was taken, as others read it. Stateless.
public final class CaptureTime {
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private CaptureTime() {}

  /// RFC 3339 with milliseconds, in UTC.
  public static String text(Instant captured) {
    return MILLIS.format(captured);
  }
}
