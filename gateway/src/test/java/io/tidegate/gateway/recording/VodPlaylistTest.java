package io.tidegate.gateway.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.segment.SegmentName;
import io.tidegate.gateway.segment.StoredSegment;
import io.tidegate.hls.DateRange;
import io.tidegate.hls.HlsOptions.Container;
import io.tidegate.media.StreamKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VodPlaylistTest {
  private static final String INIT = "00000000000000aa";
  private static final String OTHER = "00000000000000bb";

  private static StoredSegment segment(String start, long micros, boolean gap, String init) {
    SegmentName name = new SegmentName(Instant.parse(start), 1, micros, gap, init, Container.FMP4);
    return new StoredSegment(
        1,
        StreamKey.parse("live/x"),
        name,
        750_000,
        new StoredSegment.Format("avc1.64001E,mp4a.40.2", 640, 360),
        "");
  }

  @Test
  void breaksAtGapsAtOtherCodingsAndNowhereElse() {
    List<StoredSegment> segments =
        List.of(
            segment("2026-11-22T23:59:54Z", 6_000_000, true, INIT),
            segment("2026-11-23T00:00:00Z", 6_006_400, false, INIT),
            segment("2026-11-23T00:00:12Z", 5_500_000, false, INIT),
            segment("2026-11-23T00:00:17.5Z", 6_000_000, false, OTHER));
    assertThat(VodPlaylist.media(segments, "?s=1", VodPlaylist.Kind.VOD))
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:6
            #EXT-X-TARGETDURATION:6
            #EXT-X-MEDIA-SEQUENCE:0
            #EXT-X-PLAYLIST-TYPE:VOD
            #EXT-X-MAP:URI="2026/11/22/init-00000000000000aa.mp4?s=1"
            #EXT-X-PROGRAM-DATE-TIME:2026-11-22T23:59:54.000Z
            #EXTINF:6.000000,
            2026/11/22/235954.000-1-6000000d-00000000000000aa.m4s?s=1
            #EXT-X-PROGRAM-DATE-TIME:2026-11-23T00:00:00.000Z
            #EXTINF:6.006400,
            2026/11/23/000000.000-1-6006400-00000000000000aa.m4s?s=1
            #EXT-X-DISCONTINUITY
            #EXT-X-MAP:URI="2026/11/23/init-00000000000000aa.mp4?s=1"
            #EXT-X-PROGRAM-DATE-TIME:2026-11-23T00:00:12.000Z
            #EXTINF:5.500000,
            2026/11/23/000012.000-1-5500000-00000000000000aa.m4s?s=1
            #EXT-X-DISCONTINUITY
            #EXT-X-MAP:URI="2026/11/23/init-00000000000000bb.mp4?s=1"
            #EXT-X-PROGRAM-DATE-TIME:2026-11-23T00:00:17.500Z
            #EXTINF:6.000000,
            2026/11/23/000017.500-1-6000000-00000000000000bb.m4s?s=1
            #EXT-X-ENDLIST
            """);
  }

  @Test
  void whatIsOnItsTimelineStandsBeforeTheSegments() {
    List<StoredSegment> one = List.of(segment("2026-11-22T23:59:54Z", 6_000_000, true, INIT));
    DateRange range =
        new DateRange(
            "7",
            "person",
            Instant.parse("2026-11-22T23:59:55Z"),
            Duration.ZERO,
            Map.of("X-LABEL", "door"));
    String text = VodPlaylist.media(one, "", VodPlaylist.Kind.VOD, List.of(range));
    assertThat(text).contains("TYPE:VOD\n" + range.tag() + "#EXT-X-MAP");
    assertThat(text.replace(range.tag(), ""))
        .isEqualTo(VodPlaylist.media(one, "", VodPlaylist.Kind.VOD));
  }

  @Test
  void whatGoesOnHasNoEndAndATargetThatStays() {
    List<StoredSegment> one = List.of(segment("2026-11-22T10:00:00Z", 2_000_000, false, INIT));
    assertThat(VodPlaylist.media(one, "", new VodPlaylist.Kind(true, true, 7, PlaylistPlace.FIRST)))
        .contains("#EXT-X-PLAYLIST-TYPE:EVENT\n", "#EXT-X-TARGETDURATION:7\n")
        .doesNotContain("ENDLIST");
  }

  /// RFC 8216 §6.2.2: whoever reloads tells by the numbers what went.
  @Test
  void countsWhatWentSinceItWasShown() {
    Instant from = Instant.parse("2026-11-22T10:00:00Z");
    List<StoredSegment> all =
        List.of(
            segment("2026-11-22T10:00:00Z", 2_000_000, false, INIT),
            segment("2026-11-22T10:00:02Z", 2_000_000, true, INIT),
            segment("2026-11-22T10:00:04Z", 2_000_000, false, INIT),
            segment("2026-11-22T10:00:06Z", 2_000_000, false, INIT));
    List<StoredSegment> shown = all.subList(0, 3);
    PlaylistPlace.Mark mark = PlaylistPlace.of(origin(from), null, shown).mark(from, shown);
    assertThat(PlaylistPlace.of(origin(from), mark, all)).isEqualTo(PlaylistPlace.FIRST);
    List<StoredSegment> later = all.subList(1, 4);
    PlaylistPlace place = PlaylistPlace.of(origin(from), mark, later);
    assertThat(place).isEqualTo(new PlaylistPlace(1, 1));
    assertThat(VodPlaylist.media(later, "", new VodPlaylist.Kind(true, true, 7, place)))
        .contains("#EXT-X-MEDIA-SEQUENCE:1\n#EXT-X-DISCONTINUITY-SEQUENCE:1\n")
        .doesNotContain("PLAYLIST-TYPE");
    PlaylistPlace.Mark next = place.mark(from, later);
    assertThat(PlaylistPlace.of(origin(from), next, all.subList(3, 4)))
        .isEqualTo(new PlaylistPlace(3, 1));
    assertThat(PlaylistPlace.of(origin(from.plusSeconds(1)), next, later))
        .isEqualTo(PlaylistPlace.FIRST);
  }

  private static PlaylistPlace.Origin origin(Instant from) {
    return new PlaylistPlace.Origin(from, -1);
  }

  /// RFC 8216 §6.2.2: numbers never go back; the address tells how the playlist began.
  @Test
  void countsWhatWentWhenNobodyRemembersThePlayer() {
    Instant from = Instant.parse("2026-11-22T10:00:00Z");
    PlaylistPlace.Origin origin = new PlaylistPlace.Origin(from, 40);
    List<StoredSegment> first = List.of(numbered("2026-11-22T10:00:00Z", 40));
    assertThat(PlaylistPlace.of(origin, null, first)).isEqualTo(PlaylistPlace.FIRST);
    List<StoredSegment> later = List.of(numbered("2026-11-22T10:33:20Z", 540));
    PlaylistPlace place = PlaylistPlace.of(origin, null, later);
    assertThat(place).isEqualTo(new PlaylistPlace(500, 0));
    assertThat(PlaylistPlace.of(origin, place.mark(from, later), later)).isEqualTo(place);
    List<StoredSegment> otherRun = List.of(numbered("2026-11-22T10:40:00Z", 1));
    assertThat(PlaylistPlace.of(origin, null, otherRun)).isEqualTo(PlaylistPlace.FIRST);
    assertThat(PlaylistPlace.of(origin(from), null, later)).isEqualTo(PlaylistPlace.FIRST);
  }

  private static StoredSegment numbered(String start, long number) {
    SegmentName name =
        new SegmentName(Instant.parse(start), number, 4_000_000, false, "", Container.TS);
    return new StoredSegment(
        0, StreamKey.parse("live/cam"), name, 100, StoredSegment.Format.UNKNOWN, "");
  }

  @Test
  void whatWentWhollyIsCountedToo() {
    Instant from = Instant.parse("2026-11-22T10:00:00Z");
    List<StoredSegment> shown = List.of(segment("2026-11-22T10:00:00Z", 2_000_000, false, INIT));
    List<StoredSegment> later = List.of(segment("2026-11-22T10:01:00Z", 2_000_000, true, INIT));
    PlaylistPlace.Mark mark = PlaylistPlace.FIRST.mark(from, shown);
    assertThat(PlaylistPlace.of(origin(from), mark, later)).isEqualTo(new PlaylistPlace(1, 1));
  }

  @Test
  void saysWhatAllSegmentsAre() {
    List<StoredSegment> one = List.of(segment("2026-11-22T10:00:00Z", 6_000_000, false, INIT));
    assertThat(VodPlaylist.multivariant(one, "media.m3u8?s=1"))
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:6
            #EXT-X-STREAM-INF:BANDWIDTH=1000000,CODECS="avc1.64001E,mp4a.40.2",RESOLUTION=640x360
            media.m3u8?s=1
            """);
  }

  @Test
  void joinsWhatTouches() {
    List<Timespan> spans =
        Timespan.of(
            List.of(
                segment("2026-11-22T10:00:00Z", 6_000_000, true, INIT),
                segment("2026-11-22T10:00:06.240Z", 6_000_000, false, INIT),
                segment("2026-11-22T10:00:13Z", 6_000_000, true, INIT)));
    assertThat(spans)
        .containsExactly(
            new Timespan(
                Instant.parse("2026-11-22T10:00:00Z"),
                Instant.parse("2026-11-22T10:00:12.240Z"),
                2,
                1_500_000),
            new Timespan(
                Instant.parse("2026-11-22T10:00:13Z"),
                Instant.parse("2026-11-22T10:00:19Z"),
                1,
                750_000));
    assertThat(Timespan.of(List.of())).isEmpty();
  }
}
