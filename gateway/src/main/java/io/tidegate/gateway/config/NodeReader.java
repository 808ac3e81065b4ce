package io.tidegate.gateway.config;

import io.tidegate.gateway.route.Fault;
import io.tidegate.media.Nullable;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Takes the nodes of a document apart; its errors name line and path.
final class NodeReader {
  private final Function<Node, String> where;
  private final Naming naming;
  private final boolean files;

  /// What was read, by path: where rules that are broken later on are shown.
  private final Map<String, Node> seen = new HashMap<>();

  /// @param where `file:line` of a node, empty where there are no lines
  /// @param files whether secrets may be names of files: only an administrator's own file may say
  ///   what this process reads
  NodeReader(Function<Node, String> where, Naming naming, boolean files) {
    this.where = where;
    this.naming = naming;
    this.files = files;
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

  /// In the order of the document, by our names.
  Map<String, Node> mapping(Node node, String path, Set<String> known) throws ConfigException {
    if (!(node instanceof MappingNode mapping)) {
      throw problem(node, path, "keys and values");
    }
    Map<String, Node> entries = new LinkedHashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      String written = scalar(entry.getKeyNode(), path);
      String key = naming.read(written);
      if (!known.contains(key) || !naming.of(key).equals(written) || isForeignFile(key)) {
        throw unknownKey(entry.getKeyNode(), path, written, known);
      }
      if (entries.put(key, entry.getValueNode()) != null) {
        throw problem(entry.getKeyNode(), path + "." + key, "each key once");
      }
      seen.put(path + "." + key, entry.getValueNode());
    }
    return entries;
  }

  private boolean isForeignFile(String key) {
    return !files && key.endsWith(Secrets.FILE_SUFFIX);
  }

  private ConfigException unknownKey(Node at, String path, String written, Set<String> known) {
    Set<String> names = new TreeSet<>();
    known.stream().filter(key -> !isForeignFile(key)).forEach(key -> names.add(naming.of(key)));
    String field = join(naming.ofPath(path), written);
    return fault(at, field, "unknown key, expected one of " + String.join(", ", names));
  }

  /// What was read at a path, null for nothing.
  @Nullable
  Node seen(String path) {
    return seen.get(path);
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

  /// The text of a plain value; an empty one is the empty text.
  String scalar(Node node, String path) throws ConfigException {
    if (node instanceof ScalarNode scalar) {
      return ConfigFile.isNull(node) ? "" : scalar.getValue();
    }
    throw problem(node, path, "a single value");
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

  /// Null when it is not written. Whether it fits is for a rule of its record to say.
  @Nullable
  Integer number(@Nullable Node node, String path) throws ConfigException {
    String text = text(node, path, new Kind.AnyWhole());
    return text == null ? null : Integer.valueOf(text);
  }

  /// Null when it is not written.
  @Nullable
  Integer number(@Nullable Node node, String path, Kind.Whole kind) throws ConfigException {
    String text = text(node, path, kind);
    return text == null ? null : Integer.valueOf(text);
  }

  /// Null when it is not written.
  @Nullable
  Duration millis(@Nullable Node node, String path) throws ConfigException {
    Integer millis = number(node, path);
    return millis == null ? null : Duration.ofMillis(millis);
  }

  /// As it was written, for [Secrets]; null when it is not.
  @Nullable
  Value value(@Nullable Node node, String path, Kind kind) throws ConfigException {
    String text = text(node, path, kind);
    return node == null || text == null ? null : new Value(text, place(node, naming.ofPath(path)));
  }

  ConfigException problem(Node at, String path, String expected) {
    String field = path.startsWith(".") ? path.substring(1) : path;
    return fault(at, naming.ofPath(field), "expected " + expected);
  }

  /// Rules of a record that was read at `path` are broken. The first one makes the message.
  ///
  /// @param record its node, for rules about something that is not written
  ConfigException broken(Node record, String path, List<Fault> faults) {
    List<Fault> written =
        faults.stream()
            .map(fault ->
                new Fault(
                    naming.ofPath(join(path, Naming.kebab(fault.path()))),
                    "expected " + fault.expected()))
            .toList();
    Node at = seen.getOrDefault(path + "." + Naming.kebab(faults.getFirst().path()), record);
    Fault first = written.getFirst();
    return new ConfigException(place(at, first.path()) + ": " + first.expected(), written);
  }

  private static String join(String path, String rest) {
    return path.isEmpty() ? rest : path + "." + rest;
  }

  private ConfigException fault(Node at, String field, String text) {
    return new ConfigException(place(at, field) + ": " + text, List.of(new Fault(field, text)));
  }

  private String place(Node node, String field) {
    String place = where.apply(node);
    return place.isEmpty() ? field : place + ": " + field;
  }
}
