package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.rtmp.RtmpStats;
import java.util.Locale;
import java.util.Map;

/// RTMP connections. Any thread.
record RtmpMetrics(RtmpStats rtmp) implements MultiCollector {
  @Override
  public MetricSnapshots collect() {
    return Family.of(
        Family.gauge("tidegate_rtmp_connections", "RTMP connections now.").add(rtmp.open()),
        Family.counter("tidegate_rtmp_closed", "RTMP connections closed, by reason.")
            .each(
                rtmp.closed().entrySet(), closed -> reason(closed.getKey()), Map.Entry::getValue));
  }

  /// As metrics write why something was closed.
  static Labels reason(Enum<?> reason) {
    return Labels.of("reason", reason.name().toLowerCase(Locale.ROOT));
  }
}
