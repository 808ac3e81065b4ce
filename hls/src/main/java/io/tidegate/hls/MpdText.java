package io.tidegate.hls;

import io.tidegate.media.CodecParams;
import io.tidegate.media.FrameRate;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.Track;
import io.tidegate.media.VideoFormat;
import io.tidegate.media.fmp4.InitSegment;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Writes the MPD of what a media playlist lists: one Adaptation Set for each track, with the
/// numbers of HLS. ISO/IEC 23009-1, live profile of §8.4; DASH-IF IOP part 4. Pure.
final class MpdText {
  private static final String PROFILE = "urn:mpeg:dash:profile:isoff-live:2011";
  private static final String CHANNELS = "urn:mpeg:dash:23003:3:audio_channel_configuration:2011";
  private static final String HTTP_ISO = "urn:mpeg:dash:utc:http-iso:2014";

  /// A player that is two target durations behind has the newest segment, and time to fetch it.
  private static final int DELAY_TARGETS = 2;

  private static final long FASTEST_UPDATE_NANOS = 500_000_000L;
  private static final long SLOWEST_UPDATE_NANOS = 2_000_000_000L;

  private static final DateTimeFormatter TIME_OF_DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final StringBuilder text = new StringBuilder(4096);
  private final PlaylistSnapshot playlist;
  private final List<Segment> segments;

  /// @param segments listed, all with a Period
  private MpdText(PlaylistSnapshot playlist, List<Segment> segments) {
    this.playlist = playlist;
    this.segments = segments;
  }

  /// @param segments that `playlist` lists, all with a Period, at least one
  /// @return the text in two pieces: between them, `Location` may stand
  static List<String> write(PlaylistSnapshot playlist, List<Segment> segments) {
    MpdText writer = new MpdText(playlist, segments);
    writer.head();
    int afterHead = writer.text.length();
    writer.body();
    return List.of(writer.text.substring(0, afterHead), writer.text.substring(afterHead));
  }

  /// `Location`: where the MPD is asked for from now on. §5.15.2
  static String location(String address) {
    return "  <Location>" + escaped(address) + "</Location>\n";
  }

  static String timeOfDay(Instant time) {
    return TIME_OF_DAY.format(time);
  }

  /// §5.3.1
  private void head() {
    Segment newest = segments.getLast();
    boolean ended = playlist.state().ended();
    DashPeriod last = period(newest);
    text.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<MPD");
    attribute("xmlns", "urn:mpeg:dash:schema:mpd:2011");
    attribute("profiles", PROFILE);
    attribute("type", ended ? "static" : "dynamic");
    attribute("availabilityStartTime", timeOfDay(last.origin()));
    attribute("publishTime", timeOfDay(published(newest, ended)));
    if (ended) {
      attribute("mediaPresentationDuration", duration(end(segments, last).nanos()));
    } else {
      attribute("minimumUpdatePeriod", duration(updateNanos()));
      attribute("timeShiftBufferDepth", duration(end(segments, last).minus(begin()).nanos()));
      attribute("suggestedPresentationDelay", duration(delayMs() * 1_000_000));
    }
    attribute("minBufferTime", duration(playlist.state().targetSeconds() * 1_000_000_000L));
    attribute("maxSegmentDuration", duration(longestNanos()));
    text.append(">\n");
  }

  private void body() {
    if (!playlist.state().ended()) {
      latency();
    }
    List<List<Segment>> periods = byPeriod();
    for (int i = 0; i < periods.size(); i++) {
      period(periods.get(i), i + 1 < periods.size() ? period(periods.get(i + 1).getFirst()) : null);
    }
    if (!playlist.state().ended()) {
      text.append("  <UTCTiming");
      attribute("schemeIdUri", HTTP_ISO);
      attribute("value", "time");
      text.append("/>\n");
    }
    text.append("</MPD>\n");
  }

  /// How far behind players stay, and how they get back there. Annex K.
  private void latency() {
    text.append("  <ServiceDescription id=\"0\">\n    <Latency");
    attribute("target", Long.toString(delayMs()));
    attribute("min", Long.toString(delayMs() * 2 / 3));
    attribute("max", Long.toString(delayMs() * 2));
    text.append("/>\n    <PlaybackRate min=\"0.96\" max=\"1.04\"/>\n  </ServiceDescription>\n");
  }

  private List<List<Segment>> byPeriod() {
    List<List<Segment>> periods = new ArrayList<>();
    DashPeriod before = null;
    for (Segment segment : segments) {
      if (!period(segment).equals(before)) {
        periods.add(new ArrayList<>());
      }
      periods.getLast().add(segment);
      before = segment.period();
    }
    return periods;
  }

  /// @param next null for the last one, which goes on
  private void period(List<Segment> own, @Nullable DashPeriod next) {
    DashPeriod period = period(own.getFirst());
    text.append("  <Period");
    attribute("id", period.id());
    attribute("start", duration(period.start().nanos()));
    if (next != null) {
      MediaTime end = MediaTime.min(end(own, period), next.start());
      attribute("duration", duration(end.minus(period.start()).nanos()));
    }
    text.append(">\n");
    for (TrackKind kind : TrackKind.values()) {
      Track track = period.init().track(kind);
      if (track != null && period.kinds().contains(kind)) {
        adaptationSet(kind, track, period, own);
      }
    }
    text.append("  </Period>\n");
  }

  /// §5.3.3
  private void adaptationSet(TrackKind kind, Track track, DashPeriod period, List<Segment> own) {
    List<TrackSegment> tracks = own.stream().map(one -> part(one, kind)).toList();
    text.append("    <AdaptationSet");
    attribute("id", Integer.toString(kind.setId()));
    attribute("contentType", kind.label());
    attribute("mimeType", kind.mimeType());
    attribute("segmentAlignment", "true");
    if (own.stream().allMatch(Segment::independent)) {
      attribute("startWithSAP", "1");
    }
    text.append(">\n      <Role schemeIdUri=\"urn:mpeg:dash:role:2011\" value=\"main\"/>\n");
    text.append("      <Representation");
    attribute("id", kind.label());
    attribute("codecs", track.params().rfc6381());
    attribute("bandwidth", Long.toString(bandwidth(tracks)));
    switch (track.params()) {
      case CodecParams.Video video -> picture(video.format());
      case CodecParams.Audio audio -> sound(audio);
    }
    template(kind, track, period, tracks);
    text.append("      </Representation>\n    </AdaptationSet>\n");
  }

  private void picture(VideoFormat format) {
    attribute("width", Integer.toString(format.width()));
    attribute("height", Integer.toString(format.height()));
    attribute("sar", format.sarWidth() + ":" + format.sarHeight());
    String rate = frameRate(format.frameRate(), playlist.state().partTarget());
    if (!rate.isEmpty()) {
      attribute("frameRate", rate);
    }
    text.append(">\n");
  }

  private void sound(CodecParams.Audio audio) {
    attribute("audioSamplingRate", Integer.toString(audio.sampleRate()));
    text.append(">\n        <AudioChannelConfiguration");
    attribute("schemeIdUri", CHANNELS);
    attribute("value", Integer.toString(audio.channels()));
    text.append("/>\n");
  }

  /// §5.3.9.4, §5.3.9.6
  private void template(TrackKind kind, Track track, DashPeriod period, List<TrackSegment> tracks) {
    int timescale = InitSegment.timescale(track);
    text.append("        <SegmentTemplate");
    attribute("timescale", Integer.toString(timescale));
    attribute("presentationTimeOffset", Long.toString(period.media().toTicks(timescale)));
    attribute("startNumber", Long.toString(tracks.getFirst().number()));
    attribute("initialization", period.init().name(kind));
    attribute("media", playlist.names().template(kind));
    text.append(">\n          <SegmentTimeline>\n");
    SegmentTimeline.append(text, tracks, timescale);
    text.append("          </SegmentTimeline>\n        </SegmentTemplate>\n");
  }

  private static TrackSegment part(Segment segment, TrackKind kind) {
    TrackSegment part = TrackSegment.of(segment, kind);
    if (part == null) {
      throw new IllegalStateException("segment " + segment.number() + " without " + kind.label());
    }
    return part;
  }

  private static DashPeriod period(Segment segment) {
    DashPeriod period = segment.period();
    if (period == null) {
      throw new IllegalStateException("segment " + segment.number() + " of no period");
    }
    return period;
  }

  /// What a player needs to fetch each segment in its time.
  private static long bandwidth(List<TrackSegment> tracks) {
    return tracks.stream().mapToLong(TrackSegment::bitsPerSecond).max().orElse(1);
  }

  /// When the newest segment was complete; a moment later for the news that it is the last.
  private static Instant published(Segment newest, boolean ended) {
    return newest.programTime().plusNanos(newest.duration().nanos()).plusMillis(ended ? 1 : 0);
  }

  /// Where a Period's last segment ends on the presentation timeline.
  private static MediaTime end(List<Segment> own, DashPeriod period) {
    MediaTime end = MediaTime.ZERO;
    for (TrackKind kind : TrackKind.values()) {
      TrackSegment last = TrackSegment.of(own.getLast(), kind);
      if (last != null) {
        MediaTime shown = period.presented(last.earliest().plus(last.duration()));
        end = MediaTime.max(end, shown);
      }
    }
    return end;
  }

  /// Where the first segment begins on the presentation timeline.
  private MediaTime begin() {
    Segment first = segments.getFirst();
    DashPeriod period = period(first);
    TrackKind leading =
        period.init().track(TrackKind.VIDEO) == null ? TrackKind.AUDIO : TrackKind.VIDEO;
    return period.presented(part(first, leading).earliest());
  }

  private long delayMs() {
    return DELAY_TARGETS * 1_000L * playlist.state().targetSeconds();
  }

  private long updateNanos() {
    return Math.clamp(
        listedNanos() / segments.size() / 2, FASTEST_UPDATE_NANOS, SLOWEST_UPDATE_NANOS);
  }

  private long listedNanos() {
    return segments.stream().mapToLong(one -> one.duration().nanos()).sum();
  }

  private long longestNanos() {
    return segments.stream().mapToLong(one -> one.duration().nanos()).max().orElse(0);
  }

  /// Frames a second as `@frameRate` writes them: whole, or a fraction. §5.3.7.2
  ///
  /// @return empty where nobody knows
  static String frameRate(FrameRate declared, @Nullable PartTarget measured) {
    if (declared.isKnown()) {
      BigInteger frames = BigInteger.valueOf(declared.numerator());
      BigInteger seconds = BigInteger.valueOf(declared.denominator());
      BigInteger common = frames.gcd(seconds);
      return fraction(frames.divide(common).longValue(), seconds.divide(common).longValue());
    }
    if (measured == null) {
      return "";
    }
    double perSecond = 1 / measured.frame().toSeconds();
    long whole = Math.round(perSecond);
    long ntsc = Math.round(perSecond * 1001 / 1000);
    if (whole > 0 && Math.abs(perSecond - whole) < whole * 0.0004) {
      return fraction(whole, 1);
    }
    return ntsc > 0 && Math.abs(perSecond * 1001 / 1000 - ntsc) < ntsc * 0.0004
        ? fraction(ntsc * 1000, 1001)
        : fraction(Math.max(1, Math.round(perSecond * 1000)), 1000);
  }

  private static String fraction(long frames, long seconds) {
    return seconds == 1 ? Long.toString(frames) : frames + "/" + seconds;
  }

  /// `xs:duration` in seconds, to the microsecond.
  private static String duration(long nanos) {
    long micros = Math.max(0, Math.round(nanos / 1_000.0));
    return micros % 1_000_000 == 0
        ? "PT" + micros / 1_000_000 + "S"
        : String.format(Locale.ROOT, "PT%d.%06dS", micros / 1_000_000, micros % 1_000_000);
  }

  private void attribute(String name, String value) {
    text.append(' ').append(name).append("=\"").append(escaped(value)).append('"');
  }

  private static String escaped(String plain) {
    return plain
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
