package io.tidegate.gateway.doctor;

import io.tidegate.gateway.beacon.PlayerTotals;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// How those who watch fare, as player pages report it.
final class ViewerRules {
  static final List<Rule> ALL =
      List.of(ViewerRules::stalls, ViewerRules::cannotDecode, ViewerRules::waitsLong);

  /// Of fewer pages one bad network is all that is seen.
  private static final long FEWEST_PAGES = 3;

  static final long LONGEST_WAIT_MS = 4_000;

  private ViewerRules() {}

  private static Stream<Diagnosis> stalls(Chart chart) {
    PlayerTotals.View players = chart.players();
    boolean many =
        players.firstFrames() >= FEWEST_PAGES && players.stalls() > players.firstFrames();
    return many
        ? Stream.of(
            new Diagnosis(
                "viewers-stall",
                Severity.WARNING,
                "Player pages stood still %d times, %d s in all, of %d that played."
                    .formatted(
                        players.stalls(), players.stalledMs() / 1_000, players.firstFrames()),
                "Where all stand still the source or this machine's network is too slow (compare"
                    + " tidegate_stage_latency_seconds and the link's loss); where some do, HLS"
                    + " holds out longer than HTTP-FLV."))
        : Stream.empty();
  }

  private static Stream<Diagnosis> cannotDecode(Chart chart) {
    long failures = chart.players().decodeFailures();
    return failures == 0
        ? Stream.empty()
        : Stream.of(
            new Diagnosis(
                "decode-failures",
                Severity.WARNING,
                "Browsers could not decode it " + failures + " times.",
                "See loss on the way in; set the source to H.264 High without interlacing and"
                    + " AAC-LC."));
  }

  private static Stream<Diagnosis> waitsLong(Chart chart) {
    PlayerTotals.View players = chart.players();
    return players.firstFrames() == 0 || players.meanFirstFrameMs() <= LONGEST_WAIT_MS
        ? Stream.empty()
        : Stream.of(
            new Diagnosis(
                "first-frame-slow",
                Severity.WARNING,
                String.format(
                    Locale.ROOT,
                    "Player pages wait %.1f s for the first picture.",
                    players.meanFirstFrameMs() / 1e3),
                "Shorten the key frame interval of the source; HTTP-FLV starts sooner than HLS."));
  }
}
