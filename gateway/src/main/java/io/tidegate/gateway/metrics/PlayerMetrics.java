package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.gateway.beacon.PlayerReports;
import io.tidegate.gateway.beacon.PlayerReports.Outcome;
import io.tidegate.gateway.beacon.PlayerTotals;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// What player pages report, by what plays in them. Any thread.
public record PlayerMetrics(PlayerReports reports) implements MultiCollector {
  private static final double MS_PER_SECOND = 1e3;

  @Override
  public MetricSnapshots collect() {
    Family outcomes =
        Family.counter(
            "tidegate_player_reports", "Reports of player pages, by what became of them.");
    for (Outcome outcome : Outcome.values()) {
      String label = outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
      outcomes.add(reports.count(outcome), "outcome", label);
    }
    List<MetricSnapshot> all = new ArrayList<>();
    Family.of(
            outcomes,
            counter("stalls", "Times that a page ran out of media.", PlayerTotals.View::stalls),
            counter(
                "stalled_seconds",
                "For how long pages stood still.",
                view -> view.stalledMs() / MS_PER_SECOND),
            counter(
                "decode_failures",
                "Times that a browser could not decode.",
                PlayerTotals.View::decodeFailures))
        .stream()
        .forEach(all::add);
    all.add(firstFrames());
    return new MetricSnapshots(all);
  }

  private Family counter(String name, String help, ToDoubleFunction<PlayerTotals.View> value) {
    Family family = Family.counter("tidegate_player_" + name, help);
    reports
        .byWay()
        .forEach(
            (way, totals) -> family.add(value.applyAsDouble(totals.view()), "way", way.label()));
    return family;
  }

  private HistogramSnapshot firstFrames() {
    HistogramSnapshot.Builder builder =
        HistogramSnapshot.builder()
            .name("tidegate_player_first_frame_seconds")
            .help("From the start of a player page to its first picture, as the page saw it.");
    reports
        .firstFrames()
        .forEach((way, waits) ->
            builder.dataPoint(LatencyMetrics.point(Labels.of("way", way.label()), waits.view())));
    return builder.build();
  }
}
