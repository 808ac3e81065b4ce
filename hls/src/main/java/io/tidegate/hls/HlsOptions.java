package io.tidegate.hls;

import io.tidegate.media.DataSize;
import io.tidegate.media.MediaTime;
import java.util.Locale;

/// How the HLS output of a stream is made. Immutable.
///
/// @param container what `/app/name/index.m3u8` gives
/// @param segmentMs wanted segment length; segments end at the key frame nearest to it
/// @param partMs wanted part length of Low-Latency HLS, 0 for none; MPEG-TS never has parts
/// @param windowSegments segments listed at least; more where three target durations need more
/// @param memory most bytes of one stream and container kept for viewers
public record HlsOptions(
    Container container, int segmentMs, int partMs, int windowSegments, DataSize memory) {

  /// fMP4, 2 s segments, 200 ms parts, 7 segments, 128 MB (20 segments of 25 Mbit/s).
  public static final HlsOptions DEFAULT =
      new HlsOptions(Container.FMP4, 2_000, 200, 7, DataSize.ofMegabytes(128));

  /// A file format for segments.
  public enum Container {
    FMP4,
    TS;

    /// As the configuration writes it.
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public HlsOptions {
    check(segmentMs >= 500 && segmentMs <= 60_000, "segment-ms is 500 to 60000", segmentMs);
    check(partMs == 0 || partMs >= 50, "part-ms is 0 (no LL-HLS) or at least 50", partMs);
    check(partMs <= segmentMs / 2, "part-ms is at most half of segment-ms", partMs);
    check(windowSegments >= 3 && windowSegments <= 1_000, "window is 3 to 1000", windowSegments);
    check(memory.bytes() >= 1 << 20, "memory is at least 1MB", memory.bytes());
  }

  /// The same in another container.
  HlsOptions in(Container other) {
    return new HlsOptions(other, segmentMs, partMs, windowSegments, memory);
  }

  /// The same without parts: plain HLS.
  public HlsOptions withoutParts() {
    return new HlsOptions(container, segmentMs, 0, windowSegments, memory);
  }

  MediaTime segment() {
    return MediaTime.ofMillis(segmentMs);
  }

  MediaTime part() {
    return MediaTime.ofMillis(partMs);
  }

  boolean hasParts() {
    return partMs > 0 && container == Container.FMP4;
  }

  private static void check(boolean holds, String rule, long value) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ": " + value);
    }
  }
}
