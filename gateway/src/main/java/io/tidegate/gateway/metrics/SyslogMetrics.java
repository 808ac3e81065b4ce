package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.gateway.syslog.SyslogSender;

/// What waits for the receiver of syslog, and what was lost. Any thread.
public record SyslogMetrics(SyslogSender sender) implements MultiCollector {
  @Override
  public MetricSnapshots collect() {
    return Family.of(
        Family.gauge("tidegate_syslog_waiting", "Messages that wait for the receiver of syslog.")
            .add(sender.waiting()),
        Family.gauge("tidegate_syslog_up", "1 while the receiver of syslog takes messages.")
            .add(sender.problem() == null ? 1 : 0),
        Family.counter("tidegate_syslog_sent", "Messages sent.").add(sender.sent()),
        Family.counter("tidegate_syslog_dropped", "Messages for which there was no room.")
            .add(sender.dropped()));
  }
}
