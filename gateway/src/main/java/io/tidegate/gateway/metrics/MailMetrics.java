package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.gateway.mail.Mailer;

/// Letters of alarms. Any thread.
public record MailMetrics(Mailer mailer) implements MultiCollector {
  @Override
  public MetricSnapshots collect() {
    return Family.of(
        Family.gauge("tidegate_mail_waiting", "Letters that the mail server has not taken yet.")
            .add(mailer.waiting()),
        Family.counter("tidegate_mail_sent", "Letters taken.").add(mailer.sent()),
        Family.counter("tidegate_mail_failures", "Attempts that were not taken.")
            .add(mailer.failures()),
        Family.counter("tidegate_mail_dropped", "Letters for which there was no room.")
            .add(mailer.dropped()));
  }
}
