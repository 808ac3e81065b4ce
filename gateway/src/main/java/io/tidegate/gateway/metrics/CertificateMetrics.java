package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.gateway.tls.CertificateView;
import java.util.List;
import java.util.function.Supplier;

/// How long certificates hold. Any thread.
record CertificateMetrics(Supplier<List<CertificateView>> certificates) implements MultiCollector {
  @Override
  public MetricSnapshots collect() {
    Family notAfter =
        Family.gauge(
            "tidegate_certificate_not_after_seconds",
            "When the certificate in use expires, Unix time.");
    for (CertificateView view : certificates.get()) {
      for (String listener : view.listeners()) {
        notAfter.add(view.notAfter().getEpochSecond(), "listener", listener);
      }
    }
    return Family.of(notAfter);
  }
}
