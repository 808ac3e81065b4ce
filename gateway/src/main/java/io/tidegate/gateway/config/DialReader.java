package io.tidegate.gateway.config;

import io.tidegate.gateway.route.DialSpec;
import io.tidegate.gateway.route.FrameTimes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads how sources and targets of pushes are called, and how long they may take: keys that many
/// records have in common.
final class DialReader {
  private static final List<String> FRAME_KEYS = List.of("first-frame-ms", "no-frame-ms");
  private static final List<String> CALL_KEYS = List.of("connect-ms", "interface", "dscp");
  private static final Kind LINE = new Kind.Text("text of one line", true);

  private final NodeReader nodes;

  DialReader(NodeReader nodes) {
    this.nodes = nodes;
  }

  /// The keys of a source that has frames, these included.
  static Set<String> frameKeys(String... own) {
    Set<String> keys = new TreeSet<>(Set.of(own));
    keys.addAll(FRAME_KEYS);
    return keys;
  }

  /// The keys of something that is called, these included.
  static Set<String> keys(String... own) {
    Set<String> keys = frameKeys(own);
    keys.addAll(CALL_KEYS);
    return keys;
  }

  /// A source that waits for its publisher: it may say how long frames may be missing.
  Map<String, Node> listener(Node node, String path, String... own) throws ConfigException {
    Map<String, Node> entries = nodes.mapping(node, path, keys(own));
    for (String key : CALL_KEYS) {
      Node written = entries.get(key);
      if (written != null) {
        throw nodes.problem(
            written, path + "." + key, "none: this source is called, it calls nobody");
      }
    }
    return entries;
  }

  FrameTimes times(Map<String, Node> entries, String path) throws ConfigException {
    return new FrameTimes(
        millis(entries, path, "first-frame-ms"), millis(entries, path, "no-frame-ms"));
  }

  DialSpec dial(Map<String, Node> entries, String path) throws ConfigException {
    String by = nodes.text(entries.get("interface"), path + ".interface", LINE);
    Integer dscp = nodes.number(entries.get("dscp"), path + ".dscp");
    return new DialSpec(
        millis(entries, path, "connect-ms"),
        times(entries, path),
        by == null ? "" : by,
        dscp == null ? 0 : dscp);
  }

  private int millis(Map<String, Node> entries, String path, String key) throws ConfigException {
    Integer written = nodes.number(entries.get(key), path + "." + key);
    return written == null ? FrameTimes.DEFAULT_MS : written;
  }
}
