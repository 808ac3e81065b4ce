package io.tidegate.gateway.config;

import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads the `routes:` list of the configuration file.
final class RoutesReader {
  private static final Set<String> ROUTE_KEYS =
      new TreeSet<>(Set.of("key", "enabled", "sources", "outputs", "take-over", "grace-ms"));
  private static final Set<String> SOURCE_KEYS = Set.of("type");

  private final ConfigFile file;

  RoutesReader(ConfigFile file) {
    this.file = file;
  }

  List<RouteSpec> read(Node node) throws ConfigException {
    List<RouteSpec> routes = new ArrayList<>();
    Set<StreamKey> keys = new HashSet<>();
    List<Node> entries = sequence(node, "routes");
    for (int i = 0; i < entries.size(); i++) {
      RouteSpec route = route(entries.get(i), "routes[" + i + "]");
      if (!keys.add(route.key())) {
        throw problem(entries.get(i), "routes[" + i + "].key", "a route of its own for each key");
      }
      routes.add(route);
    }
    return routes;
  }

  private RouteSpec route(Node node, String path) throws ConfigException {
    Map<String, Node> entries = mapping(node, path, ROUTE_KEYS);
    Node keyNode = entries.get("key");
    if (keyNode == null) {
      throw problem(node, path + ".key", "a stream key such as live/cam1");
    }
    return new RouteSpec(
        streamKey(keyNode, path + ".key"),
        flag(entries.get("enabled"), path + ".enabled", true),
        sources(entries.get("sources"), path + ".sources"),
        outputs(entries.get("outputs"), path + ".outputs"),
        nullableFlag(entries.get("take-over"), path + ".take-over"),
        grace(entries.get("grace-ms"), path + ".grace-ms"));
  }

  private StreamKey streamKey(Node node, String path) throws ConfigException {
    try {
      return StreamKey.parse(file.scalar(node, path));
    } catch (IllegalArgumentException notAKey) {
      throw problem(node, path, String.valueOf(notAKey.getMessage()));
    }
  }

  private List<SourceSpec> sources(@Nullable Node node, String path) throws ConfigException {
    if (node == null) {
      return List.of(new SourceSpec.RtmpPublish());
    }
    List<SourceSpec> sources = new ArrayList<>();
    List<Node> entries = sequence(node, path);
    for (int i = 0; i < entries.size(); i++) {
      sources.add(source(entries.get(i), path + "[" + i + "]"));
    }
    return sources;
  }

  private SourceSpec source(Node node, String path) throws ConfigException {
    Node type = mapping(node, path, SOURCE_KEYS).get("type");
    String name = type == null ? "" : file.scalar(type, path + ".type");
    return switch (name) {
      case SourceSpec.RtmpPublish.TYPE -> new SourceSpec.RtmpPublish();
      default -> throw problem(type == null ? node : type, path + ".type", "rtmp-publish");
    };
  }

  private List<OutputSpec> outputs(@Nullable Node node, String path) throws ConfigException {
    List<OutputSpec> outputs = new ArrayList<>();
    if (node == null) {
      return outputs;
    }
    for (var entry : mapping(node, path, OutputSpec.NAMES).entrySet()) {
      boolean enabled = flag(entry.getValue(), path + "." + entry.getKey(), true);
      outputs.add(OutputSpec.of(entry.getKey(), enabled));
    }
    return outputs;
  }

  private boolean flag(@Nullable Node node, String path, boolean fallback) throws ConfigException {
    Boolean written = nullableFlag(node, path);
    return written == null ? fallback : written;
  }

  private @Nullable Boolean nullableFlag(@Nullable Node node, String path) throws ConfigException {
    if (node == null) {
      return null;
    }
    return switch (file.scalar(node, path)) {
      case "true", "on" -> true;
      case "false", "off" -> false;
      default -> throw problem(node, path, "true or false");
    };
  }

  private @Nullable Duration grace(@Nullable Node node, String path) throws ConfigException {
    if (node == null) {
      return null;
    }
    String text = file.scalar(node, path);
    if (!Keys.MILLIS.accepts(text)) {
      throw problem(node, path, Keys.MILLIS.expected());
    }
    return Duration.ofMillis(Long.parseLong(text));
  }

  private List<Node> sequence(Node node, String path) throws ConfigException {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    if (ConfigFile.isNull(node)) {
      return List.of();
    }
    throw problem(node, path, "a list");
  }

  private Map<String, Node> mapping(Node node, String path, Set<String> known)
      throws ConfigException {
    if (!(node instanceof MappingNode mapping)) {
      throw problem(node, path, "keys and values");
    }
    Map<String, Node> entries = new HashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      String key = file.scalar(entry.getKeyNode(), path);
      if (!known.contains(key)) {
        throw file.unknownKey(entry.getKeyNode(), path + "." + key, known);
      }
      if (entries.put(key, entry.getValueNode()) != null) {
        throw problem(entry.getKeyNode(), path + "." + key, "each key once");
      }
    }
    return entries;
  }

  private ConfigException problem(Node at, String path, String expected) {
    return new ConfigException(file.where(at) + ": " + path + ": expected " + expected);
  }
}
