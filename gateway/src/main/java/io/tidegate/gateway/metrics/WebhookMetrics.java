package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.gateway.notify.WebhookView;
import java.util.List;
import java.util.function.Supplier;

/// What waits for webhooks and how they fare, by name. Any thread.
public record WebhookMetrics(Supplier<List<WebhookView>> webhooks) implements MultiCollector {
  @Override
  public MetricSnapshots collect() {
    List<WebhookView> views = webhooks.get();
    return Family.of(
        Family.gauge("tidegate_webhook_outbox", "Messages that wait for a webhook.")
            .each(views, WebhookMetrics::labels, WebhookView::waiting),
        Family.counter("tidegate_webhook_delivered", "Messages that a webhook has taken.")
            .each(views, WebhookMetrics::labels, WebhookView::receipts),
        Family.counter("tidegate_webhook_failures", "Attempts that a webhook has not taken.")
            .each(views, WebhookMetrics::labels, WebhookView::failures),
        Family.counter(
                "tidegate_webhook_dropped",
                "Messages that were too old or too many before a webhook took them.")
            .each(views, WebhookMetrics::labels, WebhookView::dropped));
  }

  private static Labels labels(WebhookView view) {
    return Labels.of("webhook", view.webhook().wish().name());
  }
}
