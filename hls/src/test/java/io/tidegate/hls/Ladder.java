package io.tidegate.hls;

import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.Track;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A source and its renditions, each with a packager, fed by hand in the order of arrival.
final class Ladder {
  private static final Instant MIDNIGHT = Instant.parse("2026-01-01T00:00:00Z");

  /// Something comes.
  private record Arrival(long nanos, Runnable event) {}

  private final List<Arrival> arrivals = new ArrayList<>();
  private final HlsOptions options;
  private final MarkBook marks;
  private final List<HlsPackager> renditions = new ArrayList<>();
  private final HlsPackager source;
  private final List<Runnable> checks = new ArrayList<>();
  private long nowNanos;

  Ladder(HlsOptions options) {
    this.options = options;
    this.marks = new MarkBook(options.windowSegments() + 8);
    this.source = packager("s", false);
  }

  HlsPackager source() {
    return source;
  }

  MarkBook marks() {
    return marks;
  }

  /// One more, which hears of marks at once.
  HlsPackager rendition(String name) {
    HlsPackager rendition = packager(name, true);
    renditions.add(rendition);
    marks.listen(rendition::look);
    return rendition;
  }

  private HlsPackager packager(String name, boolean follows) {
    return new HlsPackager(
        options,
        new SegmentWindow(
            options,
            new SegmentNames(name, "m4s"),
            SegmentWindow.Continuation.START,
            new MemoryBudget(Long.MAX_VALUE),
            new ChunkPool()),
        new HlsPackager.Marks(marks, follows),
        new Fmp4Writer(),
        new ProgramClock(() -> nowNanos, () -> MIDNIGHT.plusNanos(nowNanos)),
        _ -> {},
        new WaitingRoom());
  }

  /// `check` is called after each event.
  void afterEach(Runnable check) {
    checks.add(check);
  }

  /// These tracks and frames come to `packager`, each `lateMs` after its decoding time.
  void send(HlsPackager packager, Track[] tracks, List<Frame> frames, long lateMs) {
    long late = lateMs * 1_000_000;
    if (!frames.isEmpty()) {
      long first = frames.getFirst().dts().nanos() + late;
      arrivals.add(new Arrival(first, () -> packager.accept(TestFrames.tracks(tracks))));
    }
    for (Frame frame : frames) {
      long at = frame.dts().nanos() + late;
      Frame received = received(frame, at);
      arrivals.add(new Arrival(at, () -> packager.accept(received)));
    }
  }

  void send(HlsPackager packager, List<Frame> frames, long lateMs) {
    send(packager, new Track[] {TestFrames.VIDEO, TestFrames.AUDIO}, frames, lateMs);
  }

  void at(long ms, HlsPackager packager, StreamEvent event) {
    arrivals.add(new Arrival(ms * 1_000_000, () -> packager.accept(event)));
  }

  void at(long ms, Runnable event) {
    arrivals.add(new Arrival(ms * 1_000_000, event));
  }

  /// Everything that was sent arrives.
  void run() {
    List<Arrival> all = new ArrayList<>(arrivals);
    arrivals.clear();
    all.sort(Comparator.comparingLong(Arrival::nanos));
    for (Arrival arrival : all) {
      nowNanos = arrival.nanos();
      arrival.event().run();
      checks.forEach(Runnable::run);
    }
  }

  private static Frame received(Frame frame, long nanos) {
    return new Frame(
        frame.trackId(), frame.dts(), frame.pts(), frame.keyFrame(), frame.payload(), nanos);
  }

  /// The same pictures, shown so much later than decoded.
  static List<Frame> reordered(List<Frame> frames, long delayMs) {
    MediaTime delay = MediaTime.ofMillis(delayMs);
    return frames.stream()
        .map(frame -> frame.trackId() == 1 ? frame.at(frame.dts(), frame.pts().plus(delay)) : frame)
        .toList();
  }

  static PlaylistSnapshot snapshot(HlsPackager packager) {
    return Objects.requireNonNull(packager.snapshot(), "no segment yet");
  }

  static String text(HlsPackager packager) {
    return snapshot(packager).text().text(StandardCharsets.UTF_8);
  }

  /// What a playlist tells of a segment.
  record Told(String duration, String programTime, long discontinuitySequence, boolean gap) {}

  private static final Pattern LINE =
      Pattern.compile(
          "#EXTINF:(?<duration>[\\d.]+)|#EXT-X-PROGRAM-DATE-TIME:(?<time>\\S+)"
              + "|#EXT-X-MEDIA-SEQUENCE:(?<first>\\d+)"
              + "|#EXT-X-DISCONTINUITY-SEQUENCE:(?<sequence>\\d+)"
              + "|(?<discontinuity>#EXT-X-DISCONTINUITY\\n)|(?<gap>#EXT-X-GAP)");

  /// The complete segments of a playlist, by number.
  static Map<Long, Told> segments(String playlist) {
    Map<Long, Told> segments = new TreeMap<>();
    long number = 0;
    long sequence = 0;
    String time = "";
    boolean gap = false;
    Matcher line = LINE.matcher(playlist);
    while (line.find()) {
      if (line.group("first") != null) {
        number = Long.parseLong(line.group("first"));
      } else if (line.group("sequence") != null) {
        sequence = Long.parseLong(line.group("sequence"));
      } else if (line.group("discontinuity") != null) {
        sequence++;
      } else if (line.group("time") != null) {
        time = line.group("time");
      } else if (line.group("gap") != null) {
        gap = true;
      } else {
        segments.put(number++, new Told(line.group("duration"), time, sequence, gap));
        gap = false;
      }
    }
    return segments;
  }
}
