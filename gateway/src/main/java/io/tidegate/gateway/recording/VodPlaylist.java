package io.tidegate.gateway.recording;

import io.tidegate.gateway.segment.StoredSegment;
import io.tidegate.hls.DateRange;
import io.tidegate.media.Nullable;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Writes the playlists of what was recorded, RFC 8216 §4.3. Pure.
public final class VodPlaylist {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private VodPlaylist() {}

  /// @param isEvent whether it may become longer between two requests
  /// @param goesOn whether more will come: without its end
  /// @param leastTarget seconds of EXT-X-TARGETDURATION at least, 1 or more: it must not change
  /// @param place where it begins: of what is not the first any more nothing is promised
  public record Kind(boolean isEvent, boolean goesOn, int leastTarget, PlaylistPlace place) {
    /// Nothing will change.
    public static final Kind VOD = new Kind(false, false, 1, PlaylistPlace.FIRST);
  }

  /// The media playlist.
  ///
  /// @param segments by their start, at least one
  /// @param query of every address, empty or with its question mark
  /// @param kind what it is, and what will become of it
  public static String media(List<StoredSegment> segments, String query, Kind kind) {
    return media(segments, query, kind, List.of());
  }

  /// @param ranges what is on the timeline of the segments
  public static String media(
      List<StoredSegment> segments, String query, Kind kind, List<DateRange> ranges) {
    StringBuilder text = new StringBuilder(256 + segments.size() * (160 + query.length()));
    boolean fmp4 = segments.stream().anyMatch(one -> !one.name().init().isEmpty());
    long longest = segments.stream().mapToLong(one -> one.name().micros()).max().orElse(0);
    text.append("#EXTM3U\n#EXT-X-VERSION:").append(fmp4 ? 6 : 3).append('\n');
    text.append("#EXT-X-TARGETDURATION:")
        .append(Math.max(kind.leastTarget(), (longest + 500_000) / 1_000_000))
        .append('\n');
    begin(text, kind);
    ranges.forEach(range -> text.append(range.tag()));
    StoredSegment before = null;
    for (StoredSegment one : segments) {
      segment(text, one, before, query);
      before = one;
    }
    if (!kind.goesOn()) {
      text.append("#EXT-X-ENDLIST\n");
    }
    return text.toString();
  }

  /// §4.3.3.5: of an EVENT nothing may go, of a VOD nothing changes; what has lost segments is
  /// neither, and its numbers say how many, §4.3.3.2, §4.3.3.3.
  private static void begin(StringBuilder text, Kind kind) {
    PlaylistPlace place = kind.place();
    text.append("#EXT-X-MEDIA-SEQUENCE:").append(place.sequence()).append('\n');
    if (place.discontinuity() > 0) {
      text.append("#EXT-X-DISCONTINUITY-SEQUENCE:").append(place.discontinuity()).append('\n');
    }
    if (place.sequence() == 0) {
      text.append("#EXT-X-PLAYLIST-TYPE:").append(kind.isEvent() ? "EVENT\n" : "VOD\n");
    }
  }

  private static void segment(
      StringBuilder text, StoredSegment one, @Nullable StoredSegment before, String query) {
    boolean breaks = before != null && !one.follows(before);
    if (breaks) {
      text.append("#EXT-X-DISCONTINUITY\n");
    }
    String init = one.name().init();
    // a new day has a copy of its own, which says nothing new
    boolean isNewInit = before == null || breaks || !init.equals(before.name().init());
    if (!init.isEmpty() && isNewInit) {
      text.append("#EXT-X-MAP:URI=\"").append(one.name().initPath()).append(query).append("\"\n");
    }
    text.append("#EXT-X-PROGRAM-DATE-TIME:");
    TIME.formatTo(one.start(), text);
    long micros = one.name().micros();
    text.append("\n#EXTINF:")
        .append(String.format(Locale.ROOT, "%d.%06d", micros / 1_000_000, micros % 1_000_000))
        .append(",\n")
        .append(one.name().path())
        .append(query)
        .append('\n');
  }

  /// The multivariant playlist with its one entry, §4.3.4.2.
  ///
  /// @param uri of the media playlist
  public static String multivariant(List<StoredSegment> segments, String uri) {
    List<String> attributes = new ArrayList<>();
    attributes.add("BANDWIDTH=" + segments.stream().mapToLong(VodPlaylist::bps).max().orElse(1));
    StoredSegment.Format format = segments.getFirst().format();
    boolean isOne = segments.stream().allMatch(one -> one.format().equals(format));
    if (isOne && !format.codecs().isEmpty()) {
      attributes.add("CODECS=\"" + format.codecs() + "\"");
    }
    if (isOne && format.width() > 0) {
      attributes.add("RESOLUTION=" + format.width() + "x" + format.height());
    }
    return "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-STREAM-INF:%s\n%s\n"
        .formatted(String.join(",", attributes), uri);
  }

  private static long bps(StoredSegment one) {
    return (long) Math.ceil(Math.max(1, one.bytes()) * 8e6 / one.name().micros());
  }

  /// As addresses write it.
  public static String time(Instant time) {
    return TIME.format(time);
  }
}
