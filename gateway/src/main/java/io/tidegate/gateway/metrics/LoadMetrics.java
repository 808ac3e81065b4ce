package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.gateway.load.Brownout;
import io.tidegate.gateway.load.Limits;

/// How full this node is, and who found no room. Any thread.
public record LoadMetrics(Limits limits, Brownout brownout) implements MultiCollector {
  private static final double BITS_PER_BYTE = 8;

  @Override
  public MetricSnapshots collect() {
    Limits.Standing now = limits.standing();
    Family refused = Family.counter("tidegate_load_refusals", "Refused for want of room.");
    limits
        .refusals()
        .totals()
        .forEach((cause, count) -> refused.add(count, "cause", cause.label()));
    Brownout.Standing load = brownout.standing();
    return Family.of(
        Family.gauge("tidegate_load_step", "Step of the brown-out ladder, 0 for normal.")
            .add(load.number()),
        Family.gauge("tidegate_load_pressure_ratio", "1 is as much as may be.")
            .add(load.pressure()),
        Family.gauge("tidegate_load_new_viewers_per_second", "New viewers that may come.")
            .add(load.perSecond()),
        Family.gauge("tidegate_load_refusal_target_ratio", "Of new viewers, to be refused.")
            .add(load.refusalTarget()),
        Family.gauge("tidegate_load_refusal_ratio", "Of new viewers, refused.").add(load.refused()),
        Family.gauge("tidegate_load_connections", "Connections of HTTP, RTMP and RTSP.")
            .add(now.connections()),
        Family.gauge(
                "tidegate_load_egress_bytes_per_second",
                "Payload to viewers and pushes over the last seconds.")
            .add(now.egressBps() / BITS_PER_BYTE),
        refused);
  }
}
