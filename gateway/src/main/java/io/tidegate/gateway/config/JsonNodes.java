package io.tidegate.gateway.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// JSON as the nodes that YAML is read into, so that one reader reads both. Members that are null
/// are left out. Stateless.
final class JsonNodes {
  private JsonNodes() {}

  static Node ofMap(Map<?, ?> object) {
    List<NodeTuple> entries = new ArrayList<>();
    object.forEach((key, value) -> {
      if (value != null) {
        entries.add(new NodeTuple(text(String.valueOf(key)), of(value)));
      }
    });
    return new MappingNode(Tag.MAP, entries, FlowStyle.FLOW);
  }

  static Node ofList(List<?> array) {
    List<Node> elements = new ArrayList<>();
    array.forEach(element -> elements.add(of(element == null ? "" : element)));
    return new SequenceNode(Tag.SEQ, elements, FlowStyle.FLOW);
  }

  private static Node of(Object value) {
    return switch (value) {
      case JsonObject object -> ofMap(object.getMap());
      case JsonArray array -> ofList(array.getList());
      case Map<?, ?> object -> ofMap(object);
      case List<?> array -> ofList(array);
      default -> text(String.valueOf(value));
    };
  }

  /// Quoted: the text `null` is no null.
  private static Node text(String text) {
    return new ScalarNode(Tag.STR, text, ScalarStyle.DOUBLE_QUOTED);
  }
}
