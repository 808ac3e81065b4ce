package io.tidegate.hls;

import io.tidegate.media.Bytes;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.CRC32;

/// What a packager offers at one moment. Immutable, any thread.
///
/// Its texts are built when somebody first asks and shared by everybody who asks later.
final class PlaylistSnapshot {
  /// RFC 8216bis §4.4.4.9: parts are of no use further from the end than three target durations.
  private static final int PARTS_LISTED_TARGETS = 3;

  private final SegmentNames names;
  private final List<Segment> segments;
  private final int firstListed;
  private final List<Part> openParts;
  private final State state;
  private final long version;
  private final List<DateRange> ranges;
  private @Nullable Bytes text;
  private @Nullable Bytes delta;
  private @Nullable Bytes codedText;
  private @Nullable Bytes codedDelta;
  private @Nullable DashManifest manifest;

  /// What is not a segment.
  ///
  /// @param openNumber Media Sequence Number of the segment that is being made
  /// @param openInit its init section, null in MPEG-TS or before its first part
  /// @param openDiscontinuity it does not continue the last segment
  /// @param openProgramTime wall-clock time of its first frame
  /// @param targetSeconds EXT-X-TARGETDURATION
  /// @param partTarget null without parts
  /// @param discontinuitySequence of the first listed segment
  /// @param paused no publisher at the moment: nobody should wait for the next part
  /// @param ended nothing follows
  record State(
      long openNumber,
      @Nullable InitSection openInit,
      boolean openDiscontinuity,
      Instant openProgramTime,
      int targetSeconds,
      @Nullable PartTarget partTarget,
      long discontinuitySequence,
      boolean paused,
      boolean ended) {
    long targetNanos() {
      return targetSeconds * 1_000_000_000L;
    }
  }

  /// @param segments all that can be fetched, oldest first, numbers without gaps
  /// @param firstListed index of the first one in the playlist
  /// @param openParts complete parts of the segment that is being made
  /// @param version differs from every other snapshot of this packager
  PlaylistSnapshot(
      SegmentNames names,
      List<Segment> segments,
      int firstListed,
      List<Part> openParts,
      State state,
      long version) {
    this(names, segments, firstListed, openParts, state, version, List.of());
  }

  /// @param ranges what is on the timeline of the listed segments
  PlaylistSnapshot(
      SegmentNames names,
      List<Segment> segments,
      int firstListed,
      List<Part> openParts,
      State state,
      long version,
      List<DateRange> ranges) {
    this.ranges = List.copyOf(ranges);
    this.names = names;
    this.segments = segments;
    this.firstListed = firstListed;
    this.openParts = List.copyOf(openParts);
    this.state = state;
    this.version = version;
  }

  SegmentNames names() {
    return names;
  }

  State state() {
    return state;
  }

  /// The segments in the playlist, at least one.
  List<Segment> listed() {
    return segments.subList(firstListed, segments.size());
  }

  /// What is on their timeline.
  List<DateRange> ranges() {
    return ranges;
  }

  List<Part> openParts() {
    return openParts;
  }

  /// @param beside what one viewer gets after the text
  String entityTag(boolean isDelta, boolean isCoded, Bytes beside) {
    StringBuilder tag = new StringBuilder("\"").append(names.token()).append('-').append(version);
    if (!beside.isEmpty()) {
      CRC32 sum = new CRC32();
      sum.update(beside.backingArray(), beside.backingOffset(), beside.length());
      tag.append('-').append(Long.toHexString(sum.getValue()));
    }
    return tag.append(isDelta ? "d" : "").append(isCoded ? "z\"" : "\"").toString();
  }

  /// The media playlist.
  Bytes text() {
    Bytes built = text;
    if (built == null) {
      built = MediaPlaylistText.write(this, false);
      text = built;
    }
    return built;
  }

  /// The Playlist Delta Update; the full text where nothing can be skipped.
  Bytes delta() {
    Bytes built = delta;
    if (built == null) {
      built = MediaPlaylistText.write(this, true);
      delta = built;
    }
    return built;
  }

  /// The MPD of DASH; null where no segment is fit for it.
  @Nullable
  DashManifest manifest(DashLadder ladder) {
    List<Segment> fit = listed().stream().filter(one -> one.period() != null).toList();
    if (fit.isEmpty()) {
      return null;
    }
    DashManifest built = manifest;
    if (built == null || !built.isOf(this, fit, ladder)) {
      built = DashManifest.of(this, fit, ladder);
      manifest = built;
    }
    return built;
  }

  /// [#text] or [#delta] in [GzipCoding], which [GzipCoding#end] ends.
  Bytes coded(boolean isDelta) {
    Bytes built = isDelta ? codedDelta : codedText;
    if (built == null) {
      built = GzipCoding.begin(isDelta ? delta() : text());
      if (isDelta) {
        codedDelta = built;
      } else {
        codedText = built;
      }
    }
    return built;
  }

  /// Index of the first listed segment that is near enough to the end for its parts to be listed.
  int firstWithParts() {
    long open = openParts.stream().mapToLong(part -> part.duration().nanos()).sum();
    return listedBefore(PARTS_LISTED_TARGETS * state.targetNanos() - open);
  }

  /// How many listed segments end `nanos` or more before the end of the last complete one.
  int listedBefore(long nanos) {
    List<Segment> listed = listed();
    long distance = 0;
    int index = listed.size();
    while (index > 0 && distance < nanos) {
      index--;
      distance += listed.get(index).duration().nanos();
    }
    return index;
  }

  /// The last part listed, or the last segment, part -1, where there is none. RFC 8216bis §4.4.5.4.
  SegmentNames.Address newest() {
    boolean listsParts = state.partTarget() != null;
    if (listsParts && !state.ended() && !openParts.isEmpty()) {
      return new SegmentNames.Address(state.openNumber(), openParts.size() - 1);
    }
    List<Segment> listed = listed();
    int first = listsParts ? firstWithParts() : listed.size();
    for (Segment segment : listed.subList(first, listed.size()).reversed()) {
      if (segment.listsParts() && !segment.parts().isEmpty()) {
        return new SegmentNames.Address(segment.number(), segment.parts().size() - 1);
      }
    }
    return new SegmentNames.Address(lastNumber(), -1);
  }

  /// Media Sequence Number of the newest complete segment.
  long lastNumber() {
    return state.openNumber() - 1;
  }

  /// Whether this segment, or this part of it, is in the playlist or was. RFC 8216bis §6.2.5.2: a
  /// part past a segment's last one means the first part of the next segment.
  ///
  /// @param part -1 for the whole segment
  boolean reaches(long segment, int part) {
    if (segment == state.openNumber()) {
      return part >= 0 && openParts.size() > part;
    }
    boolean isPastItsLast = segment == lastNumber() && part >= lastParts();
    return segment < state.openNumber() && (!isPastItsLast || !openParts.isEmpty());
  }

  /// How many parts the newest complete segment had; as many as anybody may ask for when it had
  /// none.
  private int lastParts() {
    Segment last = segments.getLast();
    return last.listsParts() ? last.parts().size() : Integer.MAX_VALUE;
  }

  /// The content of a segment or part that can be fetched now, empty when there is none.
  List<Part> find(SegmentNames.Address address) {
    if (address.segment() == state.openNumber()) {
      boolean exists = address.part() >= 0 && address.part() < openParts.size();
      return exists ? List.of(openParts.get(address.part())) : List.of();
    }
    long index = segments.isEmpty() ? -1 : address.segment() - segments.get(0).number();
    if (index < 0 || index >= segments.size()) {
      return List.of();
    }
    Segment segment = segments.get((int) index);
    if (address.part() < 0) {
      return segment.gap() ? List.of() : segment.parts();
    }
    boolean exists =
        segment.listsParts()
            && address.part() < segment.parts().size()
            && !segment.parts().get(address.part()).isGap();
    return exists ? List.of(segment.parts().get(address.part())) : List.of();
  }

  /// The init section of this name, null when no segment here needs it.
  @Nullable
  InitSection findInit(String name) {
    return findInit(init -> init.name().equals(name));
  }

  /// The section of which a track's own has this name, null when no segment here needs it.
  @Nullable
  InitSection findInit(String name, TrackKind kind) {
    return findInit(init -> init.name(kind).equals(name));
  }

  private @Nullable InitSection findInit(Predicate<InitSection> wanted) {
    InitSection opening = state.openInit();
    if (opening != null && wanted.test(opening)) {
      return opening;
    }
    for (Segment segment : segments) {
      InitSection init = segment.init();
      if (init != null && wanted.test(init)) {
        return init;
      }
    }
    return null;
  }

  /// Length of the listed segments.
  MediaTime duration() {
    return new MediaTime(listed().stream().mapToLong(one -> one.duration().nanos()).sum());
  }
}
