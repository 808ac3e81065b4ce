package io.tidegate.gateway.web;

import io.tidegate.cluster.ClusterNode;
import io.tidegate.cluster.join.TokenView;
import io.tidegate.cluster.member.PartitionsView;
import io.tidegate.cluster.tunnel.Peer;
import io.tidegate.gateway.cluster.ClusterPlane;
import io.tidegate.gateway.cluster.ClusterWatch;
import io.tidegate.gateway.cluster.NodeFacts;
import io.tidegate.gateway.cluster.NodeStanding;
import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;

/// The cluster, as `openapi.yaml` writes it. Stateless.
final class ClusterJson {
  private ClusterJson() {}

  static JsonObject cluster(ClusterPlane plane, ClusterWatch watch, String version) {
    ClusterPlane.Status status = plane.status();
    String banner = watch.banner();
    ClusterNode node = status.node();
    String state = banner == null ? status.state().name().toLowerCase(Locale.ROOT) : "split";
    JsonArray nodes = new JsonArray();
    watch.nodes().forEach(one -> nodes.add(standing(one, node)));
    return new JsonObject()
        .put("state", state)
        .put("problem", plane.problem())
        .put("banner", banner)
        .put("self", self(plane, node, version))
        .put("authority", node == null ? null : authority(node))
        .put("nodes", nodes)
        .put("partitions", partitions(plane.partitions()));
  }

  private static JsonObject self(ClusterPlane plane, @Nullable ClusterNode node, String version) {
    return new JsonObject()
        .put("number", node == null ? null : node.number())
        .put("name", node == null ? plane.name() : name(node, node.number()))
        .put("version", version)
        .put("port", plane.settings().port());
  }

  private static JsonObject authority(ClusterNode node) {
    return new JsonObject()
        .put("number", node.authority())
        .put("name", name(node, node.authority()))
        .put("host", node.find(node.authority()).map(Peer::host).orElse(""))
        .put("here", node.tokens().isPresent());
  }

  private static String name(ClusterNode node, int number) {
    return node.find(number).map(Peer::name).orElse("");
  }

  private static JsonObject standing(NodeStanding one, @Nullable ClusterNode node) {
    NodeFacts facts = one.facts();
    JsonObject json =
        new JsonObject()
            .put("number", one.number())
            .put("name", one.name())
            .put("host", one.host())
            .put("port", one.port())
            .put("state", one.state().label())
            .put("since", one.since().toString())
            .put("self", node != null && node.number() == one.number())
            .put("authority", node != null && node.authority() == one.number())
            .put("lastSeen", one.heard() == null ? null : one.heard().toString())
            .put("clockOffsetMs", one.offset() == null ? null : one.offset().toMillis());
    return json.put("facts", facts == null ? null : facts.json());
  }

  private static @Nullable JsonObject partitions(@Nullable PartitionsView view) {
    if (view == null) {
      return null;
    }
    JsonArray owners = new JsonArray();
    view.byNode().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry ->
            owners.add(
                new JsonObject().put("node", entry.getKey()).put("partitions", entry.getValue())));
    return new JsonObject()
        .put("count", view.count())
        .put("orphans", view.orphans())
        .put("safe", view.safe())
        .put("owners", owners);
  }

  static JsonObject token(TokenView token) {
    return new JsonObject()
        .put("id", token.id())
        .put("name", token.name())
        .put("expires", token.expires().toString())
        .put("state", token.state().name().toLowerCase(Locale.ROOT))
        .put("node", token.node() == 0 ? null : token.node());
  }
}
