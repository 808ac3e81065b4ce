package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.SessionView;

/// Who publishes and watches, by protocol: no label holds a peer. Any thread.
record SessionMetrics(SessionRegistry sessions) implements MultiCollector {
  @Override
  public MetricSnapshots collect() {
    return Family.of(
        Family.gauge("tidegate_sessions", "Sessions now.")
            .each(sessions.sessions(), SessionMetrics::labels, _ -> 1),
        Family.counter("tidegate_sessions_opened", "Sessions ever opened.").add(sessions.opened()));
  }

  private static Labels labels(SessionView view) {
    return Labels.of("kind", view.kind().label(), "protocol", view.protocol().label());
  }
}
