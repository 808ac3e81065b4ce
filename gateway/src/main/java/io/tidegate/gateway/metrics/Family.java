package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// One metric as it stands now, made at each scrape from the views of what runs. Confined to one
/// thread until [#of] hands it over.
///
/// Samples of the same labels are added up: views of several peers of one stream may be given one
/// after the other.
final class Family {
  private final String name;
  private final String help;
  private final boolean counts;
  private final Map<Labels, Double> samples = new TreeMap<>();

  private Family(String name, String help, boolean counts) {
    this.name = name;
    this.help = help;
    this.counts = counts;
  }

  /// @param name with its base unit at the end
  static Family gauge(String name, String help) {
    return new Family(name, help, false);
  }

  /// @param name without `_total`, which the text carries
  static Family counter(String name, String help) {
    return new Family(name, help, true);
  }

  /// @param labels names and values in turn
  Family add(double value, String... labels) {
    samples.merge(Labels.of(labels), value, Double::sum);
    return this;
  }

  /// Counts stay exact up to 2^53.
  Family add(long value, String... labels) {
    return add((double) value, labels);
  }

  /// A sample for each view.
  <T> Family each(Collection<T> views, Function<T, Labels> labels, ToDoubleFunction<T> value) {
    views.forEach(
        view -> samples.merge(labels.apply(view), value.applyAsDouble(view), Double::sum));
    return this;
  }

  /// The largest of the views that have the same labels.
  <T> Family most(Collection<T> views, Function<T, Labels> labels, ToDoubleFunction<T> value) {
    samples.putAll(
        views.stream().collect(Collectors.toMap(labels, value::applyAsDouble, Math::max)));
    return this;
  }

  /// As the collector of a registry hands them over.
  static MetricSnapshots of(Family... families) {
    return new MetricSnapshots(Arrays.stream(families).map(Family::snapshot).toList());
  }

  private MetricSnapshot snapshot() {
    return counts ? counter() : gauge();
  }

  private MetricSnapshot counter() {
    CounterSnapshot.Builder builder = CounterSnapshot.builder().name(name).help(help);
    samples.forEach((labels, value) ->
        builder.dataPoint(CounterDataPointSnapshot.builder().labels(labels).value(value).build()));
    return builder.build();
  }

  private MetricSnapshot gauge() {
    GaugeSnapshot.Builder builder = GaugeSnapshot.builder().name(name).help(help);
    samples.forEach((labels, value) ->
        builder.dataPoint(GaugeDataPointSnapshot.builder().labels(labels).value(value).build()));
    return builder.build();
  }
}
