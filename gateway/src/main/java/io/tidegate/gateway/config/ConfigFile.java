package io.tidegate.gateway.config;

import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SrtPortSpec;
import io.tidegate.gateway.storage.StorageSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Reads `tidegate.yaml` (YAML 1.2): every key known, every value of its kind, with line numbers.
final class ConfigFile {
  /// Ten thousand routes, each with all its keys; more is the wrong file.
  static final int MAX_BYTES = 3 << 20;

  private static final String SRT_PORTS = "srt.ports";
  private static final String STORAGE = "storage";

  private final String name;
  private final boolean own;
  private final UnaryOperator<RouteSpec> complete;
  private final Map<String, Value> values = new HashMap<>();
  private final List<RouteSpec> routes = new ArrayList<>();
  private final List<SrtPortSpec> srtPorts = new ArrayList<>();
  private final List<StorageSpec> storage = new ArrayList<>();

  private ConfigFile(String name, boolean own, UnaryOperator<RouteSpec> complete) {
    this.name = name;
    this.own = own;
    this.complete = complete;
  }

  static ConfigFile read(String name) throws ConfigException {
    try {
      return parse(name, TextFile.read(name, MAX_BYTES));
    } catch (TextFile.NotUtf8Exception notUtf8) {
      throw new ConfigException(name + ":" + notUtf8.line() + ": expected text in UTF-8");
    } catch (IOException unreadable) {
      throw new ConfigException(name + ": expected a readable file: " + unreadable.getMessage());
    }
  }

  /// @param name what messages call the file
  static ConfigFile parse(String name, String text) throws ConfigException {
    return parse(name, text, true, UnaryOperator.identity());
  }

  /// @param own a file on this machine, which may name others that hold secrets
  /// @param complete puts into routes what the file leaves to others
  static ConfigFile parse(String name, String text, boolean own, UnaryOperator<RouteSpec> complete)
      throws ConfigException {
    ConfigFile file = new ConfigFile(name, own, complete);
    Node root = YamlText.compose(name, text);
    if (root != null && !isNull(root)) {
      file.readMapping("", root);
    }
    return file;
  }

  Map<String, Value> values() {
    return values;
  }

  List<RouteSpec> routes() {
    return routes;
  }

  /// Further ports for SRT callers.
  List<SrtPortSpec> srtPorts() {
    return srtPorts;
  }

  /// Storage profiles.
  List<StorageSpec> storage() {
    return storage;
  }

  private void readMapping(String prefix, Node node) throws ConfigException {
    if (!(node instanceof MappingNode mapping)) {
      String what = prefix.isEmpty() ? "the file" : prefix.substring(0, prefix.length() - 1);
      throw new ConfigException(where(node) + ": " + what + ": expected keys and values");
    }
    Set<String> seen = new HashSet<>();
    for (NodeTuple entry : mapping.getValue()) {
      String path = prefix + scalar(entry.getKeyNode(), prefix);
      if (!seen.add(path)) {
        throw new ConfigException(where(entry.getKeyNode()) + ": " + path + ": written twice");
      }
      readEntry(path, entry);
    }
  }

  private void readEntry(String path, NodeTuple entry) throws ConfigException {
    Node value = entry.getValueNode();
    Key key = Keys.byPathMap().get(path);
    if (key != null) {
      values.put(path, new Value(scalar(value, path), where(value) + ": " + path));
    } else if (path.equals("routes")) {
      NodeReader nodes = new NodeReader(this::where, Naming.KEBAB, own);
      routes.addAll(new RoutesReader(nodes).read(value, path, complete));
    } else if (path.equals(SRT_PORTS)) {
      srtPorts.addAll(
          new SrtReader(new NodeReader(this::where, Naming.KEBAB, own)).ports(value, path));
    } else if (path.equals(STORAGE)) {
      NodeReader nodes = new NodeReader(this::where, Naming.KEBAB, own);
      storage.addAll(new StorageReader(nodes, own).read(value, path));
    } else if (isSection(path)) {
      if (!isNull(value)) {
        readMapping(path + ".", value);
      }
    } else {
      throw unknownKey(entry.getKeyNode(), path, siblings(path));
    }
  }

  /// Where `node` stands: `file:line`.
  String where(Node node) {
    return name + ":" + YamlText.line(node);
  }

  ConfigException unknownKey(Node at, String path, Set<String> known) {
    return new ConfigException(
        where(at) + ": " + path + ": unknown key, expected one of " + String.join(", ", known));
  }

  /// The text of a plain value; an empty one is the empty text.
  String scalar(Node node, String path) throws ConfigException {
    if (node instanceof ScalarNode scalar) {
      return isNull(node) ? "" : scalar.getValue();
    }
    throw new ConfigException(where(node) + ": " + path + ": expected a single value");
  }

  /// True for a key with nothing after it.
  static boolean isNull(Node node) {
    return YamlText.isNull(node);
  }

  private static boolean isSection(String path) {
    return Keys.ALL.stream().anyMatch(key -> key.path().startsWith(path + "."));
  }

  private static Set<String> siblings(String path) {
    String prefix = path.substring(0, path.lastIndexOf('.') + 1);
    Set<String> names = new TreeSet<>();
    for (Key key : Keys.ALL) {
      if (key.path().startsWith(prefix)) {
        String rest = key.path().substring(prefix.length());
        int dot = rest.indexOf('.');
        names.add(dot < 0 ? rest : rest.substring(0, dot));
      }
    }
    if (prefix.isEmpty()) {
      names.add("routes");
      names.add(STORAGE);
    } else if (SRT_PORTS.startsWith(prefix)) {
      names.add("ports");
    }
    return names;
  }
}
