package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.cluster.relay.RelayStats;
import io.tidegate.gateway.cluster.StreamRelays;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Streams that go from node to node, and players that do. Any thread.
///
/// @param redirects requests of players that were sent to other nodes
public record RelayMetrics(Supplier<StreamRelays.View> relays, LongSupplier redirects)
    implements MultiCollector {
  @Override
  public MetricSnapshots collect() {
    StreamRelays.View now = relays.get();
    RelayStats.View streams = now.streams();
    Family present = Family.gauge("tidegate_relay_streams", "Streams between nodes, by direction.");
    present.add((long) streams.pulling(), "direction", "in");
    present.add((long) streams.serving(), "direction", "out");
    Family bytes = Family.counter("tidegate_relay_bytes", "Payload of streams between nodes.");
    bytes.add(streams.pulledBytes(), "direction", "in");
    bytes.add(streams.servedBytes(), "direction", "out");
    return Family.of(
        present,
        bytes,
        Family.counter("tidegate_relay_pulls", "Connections made to have a stream.")
            .add(streams.pulls()),
        Family.counter("tidegate_relay_breaks", "Of these, those that broke.")
            .add(streams.brokenPulls()),
        Family.counter("tidegate_relay_drops", "Frames not sent to nodes that were too slow.")
            .add(streams.droppedFrames()),
        Family.counter("tidegate_relay_overloads", "Connections ended as a node was too slow.")
            .add(streams.overloads()),
        Family.counter("tidegate_relay_refusals", "Nodes that were not given a stream.")
            .add(streams.refusals()),
        Family.counter("tidegate_relay_unreadable", "What packagers of other nodes said in vain.")
            .add(now.unreadable()),
        Family.counter("tidegate_relay_redirects", "Requests of players sent to other nodes.")
            .add(redirects.getAsLong()));
  }
}
