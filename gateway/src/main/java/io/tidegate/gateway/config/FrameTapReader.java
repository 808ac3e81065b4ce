package io.tidegate.gateway.config;

import io.tidegate.gateway.route.FrameTapSpec;
import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.media.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads and writes the taps of a route. Stateless.
final class FrameTapReader {
  private static final Set<String> KEYS =
      Set.of(
          "name",
          "every",
          "width",
          "quality",
          "max-fps",
          "webhook",
          "secret",
          "websocket",
          "marks");
  private static final String KEY = "key";
  private static final Kind EVERY =
      new Kind.Formed("key, or a whole number of frames", Pattern.compile("key|[1-9][0-9]{0,5}"));
  private static final Kind LINE = new Kind.Text("a text of one line", true);

  private FrameTapReader() {}

  /// `[{name: door, every: key, width: 640, webhook: 'https://…'}]`.
  static List<OutputSpec> read(NodeReader nodes, Node node, String path) throws ConfigException {
    List<OutputSpec> taps = new ArrayList<>();
    List<Node> entries = nodes.sequence(node, path);
    for (int i = 0; i < entries.size(); i++) {
      taps.add(new OutputSpec.FrameTap(one(nodes, entries.get(i), path + "[" + i + "]")));
    }
    return taps;
  }

  private static FrameTapSpec one(NodeReader nodes, Node node, String path) throws ConfigException {
    Map<String, Node> entries = nodes.mapping(node, path, KEYS);
    if (entries.get("name") == null) {
      throw nodes.problem(node, path + ".name", "a name such as door");
    }
    String every = nodes.text(entries.get("every"), path + ".every", EVERY);
    String webhook = nodes.text(entries.get("webhook"), path + ".webhook", LINE);
    String secret = nodes.text(entries.get("secret"), path + ".secret", LINE);
    return new FrameTapSpec(
        nodes.scalar(entries.get("name"), path + ".name"),
        every == null || every.equals(KEY) ? FrameTapSpec.KEY_FRAMES : Integer.parseInt(every),
        number(nodes, entries.get("width"), path + ".width", FrameTapSpec.USUAL_WIDTH),
        number(nodes, entries.get("quality"), path + ".quality", FrameTapSpec.USUAL_QUALITY),
        number(nodes, entries.get("max-fps"), path + ".max-fps", FrameTapSpec.USUAL_FPS),
        webhook == null ? "" : webhook,
        secret == null ? Token.NONE : new Token(secret),
        nodes.flag(entries.get("websocket"), path + ".websocket", false),
        nodes.flag(entries.get("marks"), path + ".marks", false));
  }

  private static int number(NodeReader nodes, @Nullable Node node, String path, int fallback)
      throws ConfigException {
    Integer number = nodes.number(node, path);
    return number == null ? fallback : number;
  }
}
