package io.tidegate.gateway.config;

import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.RecordingSpec;
import io.tidegate.gateway.route.StillSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads and writes `outputs.snapshot` of a route where it is a record; as a switch it is an output
/// like others. Stateless.
final class StillsReader {
  private static final String EVERY = "every-seconds";
  private static final Set<String> KEYS = Set.of("enabled", EVERY, "storage", "keep-days");
  private static final Kind.Whole SECONDS =
      new Kind.Whole(StillSpec.LEAST_SECONDS, StillSpec.MOST_SECONDS);
  private static final Kind.Whole DAYS = new Kind.Whole(1, RecordingSpec.MAX_DAYS);
  private static final Kind STORAGE =
      new Kind.Formed("the name of a storage profile", RecordingSpec.STORAGE);

  private StillsReader() {}

  /// Whether this output is a record of pictures that are kept.
  static boolean reads(String name, Node node) {
    return name.equals(OutputSpec.Stills.NAME) && node instanceof MappingNode;
  }

  static OutputSpec read(NodeReader nodes, Node node, String path) throws ConfigException {
    Map<String, Node> entries = nodes.mapping(node, path, KEYS);
    Integer seconds = nodes.number(entries.get(EVERY), path + "." + EVERY, SECONDS);
    if (seconds == null) {
      throw nodes.problem(node, path + "." + EVERY, SECONDS.expected());
    }
    String storage = nodes.text(entries.get("storage"), path + ".storage", STORAGE);
    return new OutputSpec.Stills(
        nodes.flag(entries.get("enabled"), path + ".enabled", true),
        new StillSpec(
            seconds,
            storage == null ? "" : storage,
            nodes.number(entries.get("keep-days"), path + ".keep-days", DAYS)));
  }

  /// What is usual is left out.
  static Object write(OutputSpec.Stills stills, Naming naming) {
    Map<String, Object> written = new LinkedHashMap<>();
    StillSpec spec = stills.spec();
    written.put(naming.of(EVERY), spec.everySeconds());
    if (!spec.storage().isEmpty()) {
      written.put(naming.of("storage"), spec.storage());
    }
    Integer days = spec.keepDays();
    if (days != null) {
      written.put(naming.of("keep-days"), days);
    }
    if (!stills.enabled()) {
      written.put(naming.of("enabled"), false);
    }
    return written;
  }
}
