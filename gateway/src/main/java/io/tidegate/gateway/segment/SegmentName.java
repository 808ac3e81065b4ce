package io.tidegate.gateway.segment;

import io.tidegate.hls.HlsOptions.Container;
import io.tidegate.media.Nullable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a recorded segment lies below the folder of its stream:
/// `2026/11/22/103000.123-42-6006000d-0123456789abcdef.m4s`, which is its start in UTC to the
/// millisecond, its number, its length in microseconds, `d` where it does not continue the one
/// before, and its init section. All that is needed to play it stands in the name, so that the
/// index can be made anew of names. Immutable.
///
/// @param start at whole milliseconds, in the years 1970 to 9999
/// @param number tells apart those of one start, 0 to 999999999
/// @param micros how long it lasts, 1 to 999999999
/// @param init 16 hexadecimal figures, empty in MPEG-TS
public record SegmentName(
    Instant start, long number, long micros, boolean gap, String init, Container container) {
  /// Longer names are none of ours.
  static final int MAX_LENGTH = 96;

  private static final Pattern FORM =
      Pattern.compile(
          "(\\d{4}/\\d\\d/\\d\\d/\\d{6}\\.\\d{3})-(\\d{1,9})-(\\d{1,9})(d?)(?:-([0-9a-f]{16}))?"
              + "\\.(m4s|ts)");
  private static final Pattern INIT =
      Pattern.compile("\\d{4}/\\d\\d/\\d\\d/init-[0-9a-f]{16}\\.mp4");
  private static final long MOST = 999_999_999;
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu/MM/dd/HHmmss.SSS", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  public SegmentName {
    boolean isWhole = start.equals(start.truncatedTo(ChronoUnit.MILLIS));
    if (!isWhole || start.isBefore(Instant.EPOCH) || !start.isBefore(END)) {
      throw new IllegalArgumentException("no start of a segment: " + start);
    }
    if (number < 0 || number > MOST || micros < 1 || micros > MOST) {
      throw new IllegalArgumentException("segment " + number + " of " + micros + " us");
    }
    if (init.isEmpty() != (container == Container.TS)) {
      throw new IllegalArgumentException("an init section in fMP4, and there alone");
    }
  }

  /// Null where `path`, below the folder of a stream, is none.
  public static @Nullable SegmentName parse(String path) {
    Matcher matcher = path.length() > MAX_LENGTH ? null : FORM.matcher(path);
    if (matcher == null || !matcher.matches()) {
      return null;
    }
    try {
      Instant start = LocalDateTime.parse(matcher.group(1), TIME).toInstant(ZoneOffset.UTC);
      SegmentName name =
          new SegmentName(
              start,
              Long.parseLong(matcher.group(2)),
              Long.parseLong(matcher.group(3)),
              !matcher.group(4).isEmpty(),
              matcher.group(5) == null ? "" : matcher.group(5),
              matcher.group(6).equals("ts") ? Container.TS : Container.FMP4);
      return name.path().equals(path) ? name : null; // one spelling for each
    } catch (DateTimeException | IllegalArgumentException notOne) {
      return null;
    }
  }

  /// Whether `path` is that of an init section.
  public static boolean isInit(String path) {
    return INIT.matcher(path).matches();
  }

  /// Below the folder of its stream, with slashes.
  public String path() {
    return TIME.format(LocalDateTime.ofInstant(start, ZoneOffset.UTC))
        + "-"
        + number
        + "-"
        + micros
        + (gap ? "d" : "")
        + (init.isEmpty() ? "" : "-" + init)
        + (container == Container.TS ? ".ts" : ".m4s");
  }

  /// Of its day, below the folder of its stream.
  public String day() {
    return path().substring(0, "uuuu/MM/dd".length());
  }

  /// Where its init section lies; empty in MPEG-TS.
  public String initPath() {
    return init.isEmpty() ? "" : day() + "/init-" + init + ".mp4";
  }

  public Instant end() {
    return start.plusNanos(micros * 1_000);
  }
}
