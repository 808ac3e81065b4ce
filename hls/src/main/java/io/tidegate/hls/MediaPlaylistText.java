package io.tidegate.hls;

import io.tidegate.media.Bytes;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/// Writes a media playlist, RFC 8216 §4 and RFC 8216bis §4.4. Pure.
final class MediaPlaylistText {
  /// RFC 8216bis §4.4.3.8: a Skip Boundary is at least six target durations. The usual window of
  /// seven segments is shorter, so delta updates are offered with longer ones only.
  private static final int SKIP_BOUNDARY_TARGETS = 6;

  /// RFC 8216bis §4.4.3.8 recommends three times the part target.
  static final int PART_HOLD_BACK = 3;

  private static final DateTimeFormatter PROGRAM_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final StringBuilder text = new StringBuilder(4096);
  private final PlaylistSnapshot playlist;
  private final PlaylistSnapshot.State state;
  private final List<Segment> segments;

  private MediaPlaylistText(PlaylistSnapshot playlist) {
    this.playlist = playlist;
    this.state = playlist.state();
    this.segments = playlist.listed();
  }

  static Bytes write(PlaylistSnapshot playlist, boolean delta) {
    MediaPlaylistText writer = new MediaPlaylistText(playlist);
    writer.head();
    writer.body(delta ? writer.skippable() : 0);
    return Bytes.of(writer.text.toString(), StandardCharsets.UTF_8);
  }

  /// Seconds with five decimals, rounded to the nearest.
  static void appendSeconds(StringBuilder text, MediaTime time) {
    long ticks = time.toTicks(100_000);
    text.append(ticks / 100_000).append('.');
    long fraction = ticks % 100_000;
    for (long digit = 10_000; digit > 0; digit /= 10) {
      text.append((char) ('0' + fraction / digit % 10));
    }
  }

  private void head() {
    boolean fmp4 = segments.stream().anyMatch(segment -> segment.init() != null);
    PartTarget partTarget = state.partTarget();
    boolean gaps = segments.stream().anyMatch(Segment::gap);
    int version = partTarget != null ? 9 : gaps ? 8 : fmp4 ? 6 : 3;
    text.append("#EXTM3U\n#EXT-X-VERSION:").append(version).append('\n');
    text.append("#EXT-X-TARGETDURATION:").append(state.targetSeconds()).append('\n');
    if (partTarget != null) {
      control(partTarget);
    }
    text.append("#EXT-X-MEDIA-SEQUENCE:").append(segments.get(0).number()).append('\n');
    text.append("#EXT-X-DISCONTINUITY-SEQUENCE:")
        .append(state.discontinuitySequence())
        .append('\n');
    if (segments.stream().allMatch(segment -> segment.independent() || segment.gap())) {
      text.append("#EXT-X-INDEPENDENT-SEGMENTS\n");
    }
    // a delta update has all of them, as nobody is offered to skip some: RFC 8216bis §6.2.5.1
    playlist.ranges().forEach(range -> text.append(range.tag()));
  }

  private void control(PartTarget partTarget) {
    text.append("#EXT-X-SERVER-CONTROL:");
    if (!state.paused() && !state.ended()) {
      text.append("CAN-BLOCK-RELOAD=YES,");
    }
    text.append("PART-HOLD-BACK=");
    appendSeconds(text, new MediaTime(PART_HOLD_BACK * partTarget.target().nanos()));
    if (skippable() > 0) {
      text.append(",CAN-SKIP-UNTIL=")
          .append(SKIP_BOUNDARY_TARGETS * state.targetSeconds())
          .append(".0");
    }
    text.append("\n#EXT-X-PART-INF:PART-TARGET=");
    appendSeconds(text, partTarget.target());
    text.append('\n');
  }

  private void body(int skipped) {
    if (skipped > 0) {
      text.append("#EXT-X-SKIP:SKIPPED-SEGMENTS=").append(skipped).append('\n');
    }
    int firstWithParts = playlist.firstWithParts();
    InitSection map = null;
    for (int i = skipped; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      map = begin(segment.discontinuity(), segment.init(), map);
      programTime(segment.programTime());
      if (i >= firstWithParts && segment.listsParts()) {
        parts(segment.number(), segment.parts());
      }
      if (segment.gap()) {
        text.append("#EXT-X-GAP\n");
      }
      text.append("#EXTINF:");
      appendSeconds(text, segment.duration());
      text.append(",\n").append(playlist.names().segment(segment.number())).append('\n');
    }
    tail(map);
  }

  private void tail(@Nullable InitSection map) {
    if (state.ended()) {
      text.append("#EXT-X-ENDLIST\n");
      return;
    }
    if (state.partTarget() == null) {
      return;
    }
    List<Part> open = playlist.openParts();
    if (!open.isEmpty()) {
      begin(state.openDiscontinuity(), state.openInit(), map);
      programTime(state.openProgramTime());
      parts(state.openNumber(), open);
    }
    text.append("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"")
        .append(playlist.names().part(state.openNumber(), open.size()))
        .append("\"\n");
  }

  /// The tags before a segment that say how it relates to the one before.
  private @Nullable InitSection begin(
      boolean discontinuity, @Nullable InitSection init, @Nullable InitSection before) {
    if (discontinuity) {
      text.append("#EXT-X-DISCONTINUITY\n");
    }
    if (init != null && (discontinuity || !init.equals(before))) {
      text.append("#EXT-X-MAP:URI=\"").append(init.name()).append("\"\n");
    }
    return init;
  }

  private void programTime(Instant time) {
    text.append("#EXT-X-PROGRAM-DATE-TIME:");
    PROGRAM_TIME.formatTo(time, text);
    text.append('\n');
  }

  private void parts(long number, List<Part> parts) {
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      text.append("#EXT-X-PART:DURATION=");
      appendSeconds(text, part.duration());
      text.append(",URI=\"").append(playlist.names().part(number, i)).append('"');
      if (part.isGap()) {
        text.append(",GAP=YES");
      }
      text.append(part.independent() ? ",INDEPENDENT=YES\n" : "\n");
    }
  }

  /// How many segments a delta update leaves out: those that end before the Skip Boundary, which is
  /// counted from the end of the last complete segment. RFC 8216bis §6.2.5.1.
  private int skippable() {
    boolean isOffered = state.partTarget() != null && !state.ended();
    return isOffered ? playlist.listedBefore(SKIP_BOUNDARY_TARGETS * state.targetNanos()) : 0;
  }
}
