package io.tidegate.gateway.segment;

import io.tidegate.media.StreamKey;
import java.time.Duration;
import java.time.Instant;

/// A recorded segment as the index has it. Immutable.
///
/// @param id rises with each that is added, 0 before
/// @param bytes of the file
/// @param format what is in it
/// @param storage where it lies, `profile:path`, empty for this machine's disk alone
public record StoredSegment(
    long id, StreamKey key, SegmentName name, long bytes, Format format, String storage) {
  /// Segments follow each other where they are no further apart: clocks are corrected by a few
  /// milliseconds.
  private static final Duration TOLERANCE = Duration.ofMillis(250);

  /// @param codecs as RFC 6381 writes them, with commas between them; empty where it is not known
  /// @param width of the picture in pixels, 0 where it is not known
  /// @param height of the picture
  public record Format(String codecs, int width, int height) {
    /// Of what was found on the disk alone.
    public static final Format UNKNOWN = new Format("", 0, 0);
  }

  /// As the index has taken it.
  public StoredSegment withId(long given) {
    return new StoredSegment(given, key, name, bytes, format, storage);
  }

  public Instant start() {
    return name.start();
  }

  public Instant end() {
    return name.end();
  }

  /// Whether `before` is what it continues: nothing lies between them, and a decoder goes on.
  public boolean follows(StoredSegment before) {
    return !name.gap() && isNextTo(before) && name.init().equals(before.name.init());
  }

  /// Whether no time is missing between `before` and this one.
  public boolean isNextTo(StoredSegment before) {
    Duration between = Duration.between(before.end(), start()).abs();
    return between.compareTo(TOLERANCE) <= 0;
  }
}
