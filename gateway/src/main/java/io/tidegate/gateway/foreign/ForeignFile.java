package io.tidegate.gateway.foreign;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.YamlText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Takes a YAML file of another program apart, merge keys (`<<: *camera`) included, which YAML 1.2
/// has given up and people go on writing. Its errors name line and key. Confined to one thread.
final class ForeignFile {
  /// Keys and elements read, each alias anew: aliases of aliases make billions out of ten lines.
  /// Ten thousand cameras have ten keys each.
  private static final int MAX_READ = 200_000;

  /// Merges inside of merges, which may even hold themselves.
  private static final int MAX_DEPTH = 16;

  private static final String MERGE = "<<";

  private final String name;
  private int read;

  /// @param name what messages call the file
  ForeignFile(String name) {
    this.name = name;
  }

  /// The root's keys, none of an empty file.
  ForeignMap root(String text) throws ConfigException {
    Node root = YamlText.compose(name, text, MAX_READ);
    return root == null ? ForeignMap.EMPTY : map(root, "");
  }

  /// Keys and values at `node`; none of a key with nothing behind it.
  ///
  /// @param path what messages call it, empty for the root
  ForeignMap map(Node node, String path) throws ConfigException {
    if (YamlText.isNull(node)) {
      return ForeignMap.EMPTY;
    }
    Map<String, ForeignMap.Entry> entries = new LinkedHashMap<>();
    collect(node, path, entries, 0);
    return new ForeignMap(path, entries);
  }

  /// What is nearer wins, and of several merges the first.
  private void collect(Node node, String path, Map<String, ForeignMap.Entry> into, int depth)
      throws ConfigException {
    if (!(node instanceof MappingNode mapping)) {
      throw problem(node, path, "keys and values");
    }
    count(node, path, mapping.getValue().size());
    List<Node> merges = new ArrayList<>();
    Map<String, ForeignMap.Entry> own = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String key = text(tuple.getKeyNode(), path);
      int line = YamlText.line(tuple.getKeyNode());
      if (key.equals(MERGE)) {
        merges.add(tuple.getValueNode());
      } else if (own.put(key, new ForeignMap.Entry(line, join(path, key), tuple.getValueNode()))
          != null) {
        throw problem(tuple.getKeyNode(), join(path, key), "each key once");
      }
    }
    own.forEach(into::putIfAbsent);
    for (Node merge : merges) {
      merge(merge, path, into, depth);
    }
  }

  private void merge(Node node, String path, Map<String, ForeignMap.Entry> into, int depth)
      throws ConfigException {
    List<Node> sources = node instanceof SequenceNode list ? list.getValue() : List.of(node);
    for (Node source : sources) {
      if (depth > MAX_DEPTH) {
        throw problem(node, join(path, MERGE), "fewer merges of merges");
      }
      count(node, path, 1);
      collect(source, path, into, depth + 1);
    }
  }

  /// The text of a plain value; an empty one is the empty text.
  String text(Node node, String path) throws ConfigException {
    if (node instanceof ScalarNode scalar) {
      return YamlText.isNull(node) ? "" : scalar.getValue();
    }
    throw problem(node, path, "a single value");
  }

  /// The elements of a list; a single value is a list of one, nothing an empty one.
  List<Node> list(Node node, String path) throws ConfigException {
    if (YamlText.isNull(node)) {
      return List.of();
    }
    List<Node> list = node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node);
    count(node, path, list.size());
    return list;
  }

  private void count(Node at, String path, int more) throws ConfigException {
    read += more;
    if (read > MAX_READ) {
      throw problem(at, path, "no more than " + MAX_READ + " keys, with what aliases repeat");
    }
  }

  ConfigException problem(Node at, String path, String expected) {
    String what = path.isEmpty() ? "the file" : path;
    return new ConfigException(
        name + ":" + YamlText.line(at) + ": " + what + ": expected " + expected);
  }

  ConfigException problem(String sentence) {
    return new ConfigException(name + ": " + sentence);
  }

  static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
