package io.tidegate.hls;

import io.tidegate.media.MediaTime;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Reads the complete segments out of a media playlist of ours. RFC 8216 §4.3. Pure.
final class MediaPlaylistReader {
  private static final String SEQUENCE = "#EXT-X-MEDIA-SEQUENCE:";
  private static final String TIME = "#EXT-X-PROGRAM-DATE-TIME:";
  private static final String SEGMENT = "#EXTINF:";

  /// Of a segment that is not to be fetched. RFC 8216bis §4.4.4.7
  private static final String GAP = "#EXT-X-GAP";

  private MediaPlaylistReader() {}

  /// @param text with a time for each segment
  static List<ManifestEntry> read(String text) {
    List<ManifestEntry> entries = new ArrayList<>();
    long number = 0;
    Instant start = Instant.EPOCH;
    boolean isGap = false;
    for (String line : text.split("\n", -1)) {
      if (line.startsWith(SEQUENCE)) {
        number = Long.parseLong(line.substring(SEQUENCE.length()));
      } else if (line.startsWith(TIME)) {
        start = Instant.parse(line.substring(TIME.length()));
      } else if (line.equals(GAP)) {
        isGap = true;
      } else if (line.startsWith(SEGMENT)) {
        String seconds = line.substring(SEGMENT.length(), line.indexOf(','));
        MediaTime duration = new MediaTime(new BigDecimal(seconds).movePointRight(9).longValue());
        if (!isGap) {
          entries.add(new ManifestEntry(number, start, duration));
        }
        isGap = false;
        number++;
      }
    }
    return entries;
  }
}
