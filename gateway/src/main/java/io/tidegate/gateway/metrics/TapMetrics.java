package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.gateway.tap.TapReceiverView;
import io.tidegate.gateway.tap.TapView;
import java.util.List;
import java.util.function.Supplier;

/// Pictures for programs that look at them. Any thread.
public record TapMetrics(Supplier<List<TapView>> taps) implements MultiCollector {
  @Override
  public MetricSnapshots collect() {
    Family frames = Family.counter("tidegate_tap_frames", "Pictures of taps, by what became.");
    Family receivers = Family.gauge("tidegate_tap_receivers", "Receivers of taps, by kind.");
    Family sent = Family.counter("tidegate_tap_sent", "Pictures that receivers took, by kind.");
    Family missed = Family.counter("tidegate_tap_missed", "Pictures they did not get, by kind.");
    for (TapView tap : taps.get()) {
      String key = tap.key().toString();
      frames.add(tap.frames(), "key", key, "tap", tap.name(), "result", "made");
      frames.add(tap.dropped(), "key", key, "tap", tap.name(), "result", "dropped");
      frames.add(tap.failed(), "key", key, "tap", tap.name(), "result", "failed");
      for (TapReceiverView receiver : tap.receivers()) {
        receivers.add(1L, "key", key, "tap", tap.name(), "kind", receiver.kind());
        sent.add(receiver.sent(), "key", key, "tap", tap.name(), "kind", receiver.kind());
        missed.add(receiver.dropped(), "key", key, "tap", tap.name(), "kind", receiver.kind());
      }
    }
    return Family.of(frames, receivers, sent, missed);
  }
}
