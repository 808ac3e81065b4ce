package io.tidegate.gateway.config;

import io.tidegate.media.Nullable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Takes the nodes of the file apart; its errors name line and path.
final class NodeReader {
  private final ConfigFile file;

  NodeReader(ConfigFile file) {
    this.file = file;
  }

  List<Node> sequence(Node node, String path) throws ConfigException {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    if (ConfigFile.isNull(node)) {
      return List.of();
    }
    throw problem(node, path, "a list");
  }

  Map<String, Node> mapping(Node node, String path, Set<String> known) throws ConfigException {
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

  /// The node of `type` among `node`'s entries, or `node` itself.
  Node typeNode(Node node) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple entry : mapping.getValue()) {
        if (entry.getKeyNode() instanceof ScalarNode name && name.getValue().equals("type")) {
          return entry.getValueNode();
        }
      }
    }
    return node;
  }

  /// What `type` says, empty without.
  String typeOf(Node node, String path) throws ConfigException {
    if (!(node instanceof MappingNode)) {
      throw problem(node, path, "keys and values");
    }
    Node type = typeNode(node);
    return type.equals(node) ? "" : scalar(type, path + ".type");
  }

  String scalar(Node node, String path) throws ConfigException {
    return file.scalar(node, path);
  }

  boolean flag(@Nullable Node node, String path, boolean fallback) throws ConfigException {
    Boolean written = flag(node, path);
    return written == null ? fallback : written;
  }

  @Nullable
  Boolean flag(@Nullable Node node, String path) throws ConfigException {
    if (node == null) {
      return null;
    }
    return switch (scalar(node, path)) {
      case "true", "on" -> true;
      case "false", "off" -> false;
      default -> throw problem(node, path, "true or false");
    };
  }

  /// Null when it is not written.
  @Nullable
  String text(@Nullable Node node, String path, Kind kind) throws ConfigException {
    if (node == null) {
      return null;
    }
    String text = scalar(node, path);
    if (!kind.accepts(text)) {
      throw problem(node, path, kind.expected());
    }
    return text;
  }

  /// Null when it is not written.
  @Nullable
  Integer number(@Nullable Node node, String path, Kind.Whole kind) throws ConfigException {
    String text = text(node, path, kind);
    return text == null ? null : Integer.valueOf(text);
  }

  /// Null when it is not written.
  @Nullable
  Duration millis(@Nullable Node node, String path, Kind.Whole kind) throws ConfigException {
    Integer millis = number(node, path, kind);
    return millis == null ? null : Duration.ofMillis(millis);
  }

  /// As it was written, for [Secrets]; null when it is not.
  @Nullable
  Value value(@Nullable Node node, String path, Kind kind) throws ConfigException {
    String text = text(node, path, kind);
    return node == null || text == null ? null : new Value(text, file.where(node) + ": " + path);
  }

  ConfigException problem(Node at, String path, String expected) {
    return new ConfigException(file.where(at) + ": " + path + ": expected " + expected);
  }
}
