package io.tidegate.gateway.still;

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

/// The name of a kept picture below the folder of its stream: `2026/11/22/103000.123-48213.jpg`,
/// which is when its key frame came in, in UTC to the millisecond, and its bytes. What lies with a
/// storage profile alone has `.ref` in the place of `.jpg`; the file says where. All that a list of
/// pictures shows stands in their names. Immutable.
///
/// @param captured at whole milliseconds, in the years 1970 to 9999
/// @param bytes of the picture, 1 to 999999999
/// @param isHere whether this file is the picture
record StillName(Instant captured, long bytes, boolean isHere) implements Comparable<StillName> {
  private static final int MAX_LENGTH = 48;
  private static final Pattern FORM =
      Pattern.compile("(\\d{4}/\\d\\d/\\d\\d/\\d{6}\\.\\d{3})-([1-9]\\d{0,8})\\.(jpg|ref)");
  private static final long MOST = 999_999_999;
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu/MM/dd/HHmmss.SSS", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  StillName {
    boolean isWhole = captured.equals(captured.truncatedTo(ChronoUnit.MILLIS));
    if (!isWhole || captured.isBefore(Instant.EPOCH) || !captured.isBefore(END)) {
      throw new IllegalArgumentException("no time of a picture: " + captured);
    }
    if (bytes < 1 || bytes > MOST) {
      throw new IllegalArgumentException("a picture of " + bytes + " bytes");
    }
  }

  /// Null where `path`, below the folder of a stream, is none.
  static @Nullable StillName parse(String path) {
    Matcher matcher = path.length() > MAX_LENGTH ? null : FORM.matcher(path);
    if (matcher == null || !matcher.matches()) {
      return null;
    }
    try {
      Instant captured = LocalDateTime.parse(matcher.group(1), TIME).toInstant(ZoneOffset.UTC);
      return new StillName(
          captured, Long.parseLong(matcher.group(2)), matcher.group(3).equals("jpg"));
    } catch (DateTimeException | IllegalArgumentException notOne) {
      return null;
    }
  }

  /// Below the folder of its stream, with slashes.
  String path() {
    return TIME.format(LocalDateTime.ofInstant(captured, ZoneOffset.UTC))
        + "-"
        + bytes
        + (isHere ? ".jpg" : ".ref");
  }

  /// Of the picture alone, as storage profiles have it.
  String file() {
    return here().path().substring("uuuu/MM/dd/".length());
  }

  /// Of its day, below the folder of its stream.
  static String day(Instant time) {
    return TIME.format(LocalDateTime.ofInstant(time, ZoneOffset.UTC))
        .substring(0, "uuuu/MM/dd".length());
  }

  /// The picture on this disk.
  StillName here() {
    return new StillName(captured, bytes, true);
  }

  /// What says where else it lies.
  StillName there() {
    return new StillName(captured, bytes, false);
  }

  /// By time; of one picture the one here first.
  @Override
  public int compareTo(StillName other) {
    int byTime = captured.compareTo(other.captured);
    int byBytes = byTime != 0 ? byTime : Long.compare(bytes, other.bytes);
    return byBytes != 0 ? byBytes : Boolean.compare(other.isHere, isHere);
  }
}
