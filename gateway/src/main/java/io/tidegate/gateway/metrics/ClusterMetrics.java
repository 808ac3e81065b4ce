package io.tidegate.gateway.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tidegate.cluster.ClusterNode;
import io.tidegate.cluster.join.Joining;
import io.tidegate.cluster.tunnel.TunnelStats;
import io.tidegate.gateway.cluster.ClusterPlane;
import io.tidegate.gateway.cluster.NodeStanding;
import io.tidegate.gateway.cluster.NodeStanding.State;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// The nodes as this one sees them, and what its tunnel does. Any thread.
///
/// @param nodes none while this node is in no cluster
public record ClusterMetrics(ClusterPlane plane, Supplier<List<NodeStanding>> nodes)
    implements MultiCollector {
  private static final double MILLIS = 1_000;

  @Override
  public MetricSnapshots collect() {
    List<NodeStanding> all = nodes.get();
    ClusterNode node = plane.status().node();
    Family states = Family.gauge("tidegate_cluster_nodes", "Nodes by their state.");
    Family offsets =
        Family.gauge(
            "tidegate_cluster_clock_offset_seconds", "By how much a node's clock is before ours.");
    if (node != null) {
      for (State state : State.values()) {
        long count = all.stream().filter(one -> one.state() == state).count();
        states.add(count, "state", state.label());
      }
      all.stream()
          .filter(one -> one.offset() != null && one.number() != node.number())
          .forEach(one -> offsets.add(offset(one), "node", one.name()));
    }
    Family bytes = Family.counter("tidegate_cluster_bytes", "What the tunnel carried.");
    Family refused = Family.counter("tidegate_cluster_refusals", "Who was turned away.");
    Family ended = Family.counter("tidegate_cluster_ended", "Connections that were ended.");
    Family joins = Family.counter("tidegate_cluster_joins", "Nodes that asked to be let in here.");
    if (node != null) {
      carried(node.tunnel().stats(), bytes, refused, ended);
      Joining joining = node.joining();
      joins.add(joining.joined(), "outcome", "joined").add(joining.refused(), "outcome", "refused");
    }
    return Family.of(
        Family.gauge("tidegate_cluster_member", "1 while this node is in a cluster.")
            .add(node == null ? 0 : 1),
        states,
        Family.gauge("tidegate_cluster_split", "1 while nodes are away that did not say why.")
            .add(all.stream().anyMatch(one -> one.state() == State.AWAY) ? 1 : 0),
        offsets,
        Family.gauge("tidegate_cluster_connections", "Connections with other nodes.")
            .add(node == null ? 0 : node.tunnel().connections()),
        bytes,
        refused,
        ended,
        joins);
  }

  private static double offset(NodeStanding one) {
    return one.offset() == null ? 0 : one.offset().toMillis() / MILLIS;
  }

  private static void carried(TunnelStats.View stats, Family bytes, Family refused, Family ended) {
    bytes.add(stats.bytesIn(), "direction", "in").add(stats.bytesOut(), "direction", "out");
    stats
        .refused()
        .forEach((reason, count) ->
            refused.add(count, "reason", reason.name().toLowerCase(Locale.ROOT).replace('_', '-')));
    refused
        .add(stats.handshakesFailed(), "reason", "no-handshake")
        .add(stats.overLimit(), "reason", "over-limit");
    ended
        .add(stats.lost(), "reason", "node-away")
        .add(stats.revoked(), "reason", "revoked")
        .add(stats.idle(), "reason", "idle");
  }
}
