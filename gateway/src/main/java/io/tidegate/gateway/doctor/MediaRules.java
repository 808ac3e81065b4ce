package io.tidegate.gateway.doctor;

import io.tidegate.media.Codec;
import io.tidegate.media.Nullable;
import io.tidegate.media.Track;
import io.tidegate.media.hub.StreamTiming;
import io.tidegate.media.hub.StreamView;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Whether what comes can be played, and played well.
final class MediaRules {
  static final List<Rule> ALL =
      List.of(
          MediaRules::pictureInBrowsers,
          MediaRules::isInterlaced,
          MediaRules::soundIsLeftOut,
          MediaRules::hasNoSound,
          MediaRules::gopIsLong,
          MediaRules::clockDrifts,
          MediaRules::bitRateFalls,
          MediaRules::timelineBreaks);

  /// A viewer waits for it, and an HLS segment is as long.
  static final long LONGEST_GOP_MS = 4_000;

  /// In five minutes even a bad quartz is off by 60 ms.
  static final long MOST_DRIFT_MS = 200;

  /// What falls below half is not the picture alone.
  private static final double LEAST_SHARE = 0.5;

  /// A mean of less says little.
  private static final Duration SETTLED = Duration.ofMinutes(2);

  private static final long MOST_BREAKS = 10;

  private MediaRules() {}

  private static Stream<Diagnosis> pictureInBrowsers(Chart chart) {
    return chart.tracks().video().stream().flatMap(MediaRules::picture);
  }

  private static Stream<Diagnosis> picture(Track track) {
    String fix = plays(track.codec());
    return fix == null
        ? Stream.empty()
        : Stream.of(
            new Diagnosis(
                "codec-in-browsers",
                Severity.NOTE,
                track.codec().title() + " is not played by every browser.",
                fix));
  }

  /// Null for what all play.
  private static @Nullable String plays(Codec video) {
    return switch (video) {
      case H264 -> null;
      case H265 ->
          "HLS plays in Safari and where the machine decodes it (Chrome, Edge); everywhere else"
              + " VLC plays RTSP, SRT and HTTP-TS. H.264 at the source plays everywhere.";
      case AV1, VP9 ->
          "Chrome, Edge and Firefox play it over HLS and HTTP-fMP4; Safari seldom does. H.264 at"
              + " the source plays everywhere.";
      case MJPEG ->
          "Browsers show it at .mjpg as an image, VLC plays RTSP; HLS and HTTP-FLV cannot carry"
              + " it. Set the camera to H.264.";
      case MPEG1, MPEG2 ->
          "No browser plays it: VLC plays HTTP-TS, SRT and RTSP; HLS and HTTP-FLV cannot carry it."
              + " Set the encoder to H.264, or give the route a rendition, which is H.264.";
      case AAC, MP3, MP2, OPUS, G711A, G711U, G722, L16, FLAC, AC3, EAC3 -> null;
    };
  }

  private static Stream<Diagnosis> isInterlaced(Chart chart) {
    StreamView view = chart.stream();
    return view == null || !view.scan().isInterlaced()
        ? Stream.empty()
        : Stream.of(
            new Diagnosis(
                "interlaced",
                Severity.WARNING,
                "The picture is " + view.scan().words() + ": browsers show combs where it moves.",
                "Set the source to progressive (25p, 30p, 50p), or give the route a"
                    + " rendition: it deinterlaces by itself (deinterlace: auto)."));
  }

  private static Stream<Diagnosis> soundIsLeftOut(Chart chart) {
    StreamView view = chart.stream();
    String problem = view == null ? null : view.soundProblem();
    return problem == null
        ? Stream.empty()
        : Stream.of(
            new Diagnosis(
                "sound-left-out",
                Severity.WARNING,
                "Some outputs have no sound: " + problem + ".",
                "Set the source to AAC; /api/v1/capabilities says why sound is not converted."));
  }

  private static Stream<Diagnosis> hasNoSound(Chart chart) {
    return chart.tracks().hasVideo() && chart.sound().isEmpty()
        ? Stream.of(
            new Diagnosis(
                "no-audio",
                Severity.NOTE,
                "There is a picture and no sound.",
                "Switch the microphone on at the source; for players and platforms that wait for"
                    + " sound there is streams.add-silence."))
        : Stream.empty();
  }

  private static Stream<Diagnosis> gopIsLong(Chart chart) {
    StreamView view = chart.stream();
    long gopMs = view == null ? 0 : view.timing().gopMs();
    return gopMs <= LONGEST_GOP_MS
        ? Stream.empty()
        : Stream.of(
            new Diagnosis(
                "gop-long",
                Severity.WARNING,
                String.format(
                    Locale.ROOT,
                    "A key frame comes every %.1f s: viewers wait so long for a picture, and HLS"
                        + " is three times as far behind.",
                    gopMs / 1e3),
                "Set the key frame interval of the source to 2 s (OBS: Keyframe Interval, cameras:"
                    + " GOP or I-frame interval, x264: keyint)."));
  }

  private static Stream<Diagnosis> clockDrifts(Chart chart) {
    StreamView view = chart.stream();
    StreamTiming timing = view == null ? new StreamTiming(0, 0, 0) : view.timing();
    boolean drifts =
        timing.observedMs() > 0
            && Math.abs(timing.driftMs()) > MOST_DRIFT_MS
            // beyond 500 millionths it is no quartz
            && Math.abs(timing.driftMs()) * 2_000 > timing.observedMs();
    return drifts
        ? Stream.of(
            new Diagnosis(
                "clock-drift",
                Severity.WARNING,
                "The source's clock went %d ms %s than ours in %d minutes."
                    .formatted(
                        Math.abs(timing.driftMs()),
                        timing.driftMs() > 0 ? "further" : "less far",
                        Duration.ofMillis(timing.observedMs()).toMinutes()),
                "Players will run dry or fall behind: switch NTP on at the source, or update its"
                    + " firmware; an encoder that cannot keep up lowers its load."))
        : Stream.empty();
  }

  private static Stream<Diagnosis> bitRateFalls(Chart chart) {
    StreamView view = chart.stream();
    if (view == null || !chart.isLive()) {
      return Stream.empty();
    }
    Duration age = Duration.between(view.since(), chart.now());
    if (age.compareTo(SETTLED) < 0) {
      return Stream.empty();
    }
    double mean = view.bytes() * 8e3 / age.toMillis();
    return view.bitrateBps() >= LEAST_SHARE * mean
        ? Stream.empty()
        : Stream.of(
            new Diagnosis(
                "bit-rate-falls",
                Severity.WARNING,
                String.format(
                    Locale.ROOT,
                    "%.2f Mbit/s come, %.2f Mbit/s on average so far.",
                    view.bitrateBps() / 1e6,
                    mean / 1e6),
                "Unless the picture stands still, the source's network carries no more: lower its"
                    + " bit rate, or see the loss of its link."));
  }

  private static Stream<Diagnosis> timelineBreaks(Chart chart) {
    StreamView view = chart.stream();
    return view == null || view.discontinuities() <= MOST_BREAKS
        ? Stream.empty()
        : Stream.of(
            new Diagnosis(
                "timeline-breaks",
                Severity.WARNING,
                "The timeline broke " + view.discontinuities() + " times.",
                "The source loses frames or begins anew: see the events of the route, and loss of"
                    + " its link."));
  }
}
