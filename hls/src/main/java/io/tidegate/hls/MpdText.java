package io.tidegate.hls;

import io.tidegate.media.Codec;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.Track;
import io.tidegate.media.VideoFormat;
import io.tidegate.media.fmp4.InitSegment;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Writes the MPD of what a media playlist lists: one Adaptation Set for each track, with the
/// numbers of HLS. Renditions that run are further Representations of the pictures; those of
/// another coding than the source's have a set of their own. ISO/IEC 23009-1, live profile of §8.4;
/// DASH-IF IOP part 4. Pure.
final class MpdText {
  private static final String PROFILE = "urn:mpeg:dash:profile:isoff-live:2011";
  private static final String CHANNELS = "urn:mpeg:dash:23003:3:audio_channel_configuration:2011";
  private static final String HTTP_ISO = "urn:mpeg:dash:utc:http-iso:2014";

  /// A player that is two target durations behind has the newest segment, and time to fetch it.
  private static final int DELAY_TARGETS = 2;

  /// Between the ids of sets of pictures: that of the sound lies between.
  private static final int SETS_APART = 2;

  private static final long FASTEST_UPDATE_NANOS = 500_000_000L;
  private static final long SLOWEST_UPDATE_NANOS = 2_000_000_000L;

  private static final DateTimeFormatter TIME_OF_DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final StringBuilder text = new StringBuilder(4096);
  private final PlaylistSnapshot playlist;
  private final List<Segment> segments;
  private final DashLadder ladder;

  private MpdText(PlaylistSnapshot playlist, List<Segment> segments, DashLadder ladder) {
    this.playlist = playlist;
    this.segments = segments;
    this.ladder = ladder;
  }

  /// @param segments that `playlist` lists, all with a Period, at least one
  /// @return the text in two pieces: between them, `Location` may stand
  static List<String> write(PlaylistSnapshot playlist, List<Segment> segments, DashLadder ladder) {
    MpdText writer = new MpdText(playlist, segments, ladder);
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
    DashPeriod period = available(own);
    text.append("  <Period");
    attribute("id", period.id());
    attribute("start", duration(period.start().nanos()));
    if (next != null || playlist.state().ended()) {
      MediaTime end = end(own, period);
      MediaTime until = next == null ? end : MediaTime.min(end, next.start());
      attribute("duration", duration(until.minus(period.start()).nanos()));
    }
    text.append(">\n");
    if (period.kinds().contains(TrackKind.VIDEO)) {
      int id = TrackKind.VIDEO.setId();
      for (List<DashPictures> coding : pictures(period, own)) {
        pictures(id, coding, period);
        id += SETS_APART;
      }
    }
    Track sound = period.init().track(TrackKind.AUDIO);
    if (sound != null && period.kinds().contains(TrackKind.AUDIO)) {
      sound(sound, period, own);
    }
    text.append("  </Period>\n");
  }

  /// What is over is static, so nothing else says what of it is there: the first Period begins with
  /// its first segment then. Where a time of the media lies on the timeline stays. §5.3.2.1
  private DashPeriod available(List<Segment> own) {
    DashPeriod period = period(own.getFirst());
    boolean isCut = playlist.state().ended() && begin().isAfter(period.start());
    return isCut && own.contains(segments.getFirst()) ? period.from(begin()) : period;
  }

  /// What is shown in a Period, by coding, the source's first. What is not is named in a comment.
  private Collection<List<DashPictures>> pictures(DashPeriod period, List<Segment> own) {
    Map<Codec, List<DashPictures>> shown = new LinkedHashMap<>();
    DashPictures source = source(period, own);
    shown.computeIfAbsent(source.track().codec(), _ -> new ArrayList<>()).add(source);
    boolean ended = playlist.state().ended();
    MediaTime mayLack = MediaTime.ofSeconds(ended ? 0 : playlist.state().targetSeconds());
    int renditions = 0;
    for (DashRendition rendition : ladder.renditions()) {
      switch (rendition.in(own, mayLack)) {
        case DashRendition.Shown(DashPictures one) -> {
          shown.computeIfAbsent(one.track().codec(), _ -> new ArrayList<>()).add(one);
          renditions++;
        }
        case DashRendition.LeftOut(String why) ->
            comment(rendition.promised().key() + " is left out: it " + why);
      }
    }
    if (renditions > 0 && !ladder.offersSource()) {
      shown.values().forEach(coding -> coding.remove(source));
      shown.values().removeIf(List::isEmpty);
    }
    return shown.values();
  }

  private DashPictures source(DashPeriod period, List<Segment> own) {
    Track track = period.init().track(TrackKind.VIDEO);
    if (track == null || !(track.params() instanceof CodecParams.Video video)) {
      throw new IllegalStateException("pictures without a track in " + period.id());
    }
    List<TrackSegment> timeline = own.stream().map(one -> part(one, TrackKind.VIDEO)).toList();
    return new DashPictures(
        TrackKind.VIDEO.label(),
        track,
        period.init(),
        playlist.names(),
        "",
        timeline,
        bandwidth(timeline),
        MpdFrameRate.of(video.format().frameRate(), playlist.state().partTarget()),
        own.stream().allMatch(Segment::independent));
  }

  /// @param coding Representations of the same codec
  private void pictures(int id, List<DashPictures> coding, DashPeriod period) {
    boolean startsWithKeys = coding.stream().allMatch(DashPictures::independent);
    adaptationSet(id, TrackKind.VIDEO, startsWithKeys);
    for (DashPictures one : coding) {
      representation(one.id(), one.track(), one.bitsPerSecond());
      if (one.track().params() instanceof CodecParams.Video video) {
        picture(video.format(), one.frameRate());
      }
      String initialization = one.folder() + one.init().name(TrackKind.VIDEO);
      String media = one.folder() + one.names().template(TrackKind.VIDEO);
      template(initialization, media, one.track(), period, one.timeline());
      text.append("      </Representation>\n");
    }
    text.append("    </AdaptationSet>\n");
  }

  private void sound(Track track, DashPeriod period, List<Segment> own) {
    TrackKind kind = TrackKind.AUDIO;
    List<TrackSegment> timeline = own.stream().map(one -> part(one, kind)).toList();
    adaptationSet(kind.setId(), kind, own.stream().allMatch(Segment::independent));
    representation(kind.label(), track, bandwidth(timeline));
    if (track.params() instanceof CodecParams.Audio audio) {
      sound(audio);
    }
    template(period.init().name(kind), playlist.names().template(kind), track, period, timeline);
    text.append("      </Representation>\n    </AdaptationSet>\n");
  }

  /// §5.3.3
  private void adaptationSet(int id, TrackKind kind, boolean startsWithKeys) {
    text.append("    <AdaptationSet");
    attribute("id", Integer.toString(id));
    attribute("contentType", kind.label());
    attribute("mimeType", kind.mimeType());
    attribute("segmentAlignment", "true");
    if (startsWithKeys) {
      attribute("startWithSAP", "1");
    }
    text.append(">\n      <Role schemeIdUri=\"urn:mpeg:dash:role:2011\" value=\"main\"/>\n");
  }

  /// §5.3.5
  private void representation(String id, Track track, long bitsPerSecond) {
    text.append("      <Representation");
    attribute("id", id);
    attribute("codecs", track.params().rfc6381());
    attribute("bandwidth", Long.toString(bitsPerSecond));
  }

  private void picture(VideoFormat format, String rate) {
    attribute("width", Integer.toString(format.width()));
    attribute("height", Integer.toString(format.height()));
    attribute("sar", format.sarWidth() + ":" + format.sarHeight());
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
  private void template(
      String initialization,
      String media,
      Track track,
      DashPeriod period,
      List<TrackSegment> timeline) {
    int timescale = InitSegment.timescale(track);
    text.append("        <SegmentTemplate");
    attribute("timescale", Integer.toString(timescale));
    attribute("presentationTimeOffset", Long.toString(period.media().toTicks(timescale)));
    attribute("startNumber", Long.toString(timeline.getFirst().number()));
    attribute("initialization", initialization);
    attribute("media", media);
    text.append(">\n          <SegmentTimeline>\n");
    SegmentTimeline.append(text, timeline, timescale);
    text.append("          </SegmentTimeline>\n        </SegmentTemplate>\n");
  }

  /// XML 1.0 §2.5: no two hyphens in a row.
  private void comment(String plain) {
    text.append("    <!-- ").append(plain.replaceAll("-(?=-)", "- ")).append(" -->\n");
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

  /// When the newest segment was complete; a moment later for each segment that renditions have,
  /// which come after it, and for the news that it is the last.
  private Instant published(Segment newest, boolean ended) {
    long first = segments.getFirst().number();
    long moments = ended ? 1 : 0;
    for (DashRendition one : ladder.renditions()) {
      long last = Math.min(one.snapshot().lastNumber(), newest.number());
      moments += Math.max(0, last - first + 1);
    }
    return newest.programTime().plusNanos(newest.duration().nanos()).plusMillis(moments);
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
    return delayMs(playlist.state().targetSeconds());
  }

  /// How far behind the newest frame players shall be.
  static long delayMs(int targetSeconds) {
    return DELAY_TARGETS * 1_000L * targetSeconds;
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
