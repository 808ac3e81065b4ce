package io.tidegate.hls;

import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The segments that a stream offers, and whether the manifests of HLS and DASH say the same of
/// them, as read back out of both texts. Immutable.
///
/// @param dash whether there is an MPD
/// @param segments listed ones, oldest first
/// @param differences in words, a sentence each; none when both say the same
public record SegmentReport(boolean dash, List<Line> segments, List<String> differences) {
  /// What players allow before they see a hole: a segment may say that it ends so much before its
  /// last frame does ([PartSlicer]), and sound is cut where its own frames begin.
  static final MediaTime TOLERANCE = MediaTime.ofMillis(50);

  /// The wall clock and the media may be apart by so much before a new Period begins.
  private static final Duration START_TOLERANCE =
      PeriodClock.DRIFT_ALLOWED.toDuration().plusMillis(100);

  public SegmentReport {
    segments = List.copyOf(segments);
    differences = List.copyOf(differences);
  }

  /// One segment.
  ///
  /// @param number in both manifests
  /// @param start wall-clock time of its first frame
  /// @param bytes of all tracks together
  /// @param bandwidth bits a second of all tracks together
  public record Line(
      long number,
      Instant start,
      MediaTime duration,
      long bytes,
      long bandwidth,
      boolean independent,
      boolean discontinuity) {
    private static Line of(Segment segment) {
      return new Line(
          segment.number(),
          segment.programTime(),
          segment.duration(),
          segment.bytes(),
          new TrackSegment(segment.number(), MediaTime.ZERO, segment.duration(), segment.bytes())
              .bitsPerSecond(),
          segment.independent(),
          segment.discontinuity());
    }
  }

  static SegmentReport of(PlaylistSnapshot snapshot) {
    List<Line> lines = snapshot.listed().stream().map(Line::of).toList();
    DashManifest manifest = snapshot.manifest(DashLadder.NONE);
    if (manifest == null) {
      return new SegmentReport(false, lines, List.of());
    }
    String playlist = snapshot.text().text(StandardCharsets.UTF_8);
    String mpd = manifest.text().text(StandardCharsets.UTF_8);
    return new SegmentReport(true, lines, differences(playlist, mpd));
  }

  /// @param playlist a media playlist
  /// @param mpd of the same moment
  static List<String> differences(String playlist, String mpd) {
    List<String> differences = new ArrayList<>();
    List<ManifestEntry> listed = MediaPlaylistReader.read(playlist);
    Map<TrackKind, List<ManifestEntry>> tracks = MpdReader.read(mpd);
    Map<Long, ManifestEntry> leading = new HashMap<>();
    for (TrackKind kind : TrackKind.values()) { // the sound leads where there are no pictures
      tracks.getOrDefault(kind, List.of()).forEach(one -> leading.putIfAbsent(one.number(), one));
    }
    for (ManifestEntry one : listed) {
      String difference = difference(one, leading.remove(one.number()));
      if (difference != null) {
        differences.add("segment " + one.number() + ": " + difference);
      }
    }
    leading.keySet().stream()
        .sorted()
        .forEach(number -> differences.add("segment " + number + ": in the MPD alone"));
    return differences;
  }

  private static @Nullable String difference(ManifestEntry hls, @Nullable ManifestEntry dash) {
    if (dash == null) {
      return "in the playlist alone";
    }
    MediaTime apart = hls.duration().minus(dash.duration());
    if (Math.abs(apart.nanos()) > TOLERANCE.nanos()) {
      return hls.duration().toMillis() + " ms in HLS, " + dash.duration().toMillis() + " in DASH";
    }
    Duration late = Duration.between(hls.start(), dash.start());
    return late.abs().compareTo(START_TOLERANCE) > 0
        ? "begins at " + hls.start() + " in HLS, at " + dash.start() + " in DASH"
        : null;
  }
}
