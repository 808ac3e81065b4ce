package io.tidegate.gateway.config;

import io.tidegate.gateway.access.AddressRules;
import io.tidegate.gateway.load.BrownoutRules;
import io.tidegate.gateway.load.LoadLimits;
import io.tidegate.gateway.route.RouteLimits;
import io.tidegate.media.Nullable;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads `limits.…` and `brownout.…` of the settings, and the `limits:` of a route.
final class LimitsReader {
  private static final Set<String> KEYS = Set.of("viewers", "egress-mbps");

  private LimitsReader() {}

  /// @param text of a setting by its path, checked before
  /// @throws IllegalArgumentException when the networks are none
  static LoadLimits read(Function<String, String> text) {
    return new LoadLimits(
        number(text, "viewers"),
        number(text, "publishers"),
        number(text, "egress-mbps"),
        number(text, "viewers-per-route"),
        new LoadLimits.PerAddress(
            number(text, "viewers-per-address"),
            number(text, "publishers-per-address"),
            number(text, "egress-mbps-per-address"),
            number(text, "connections-per-address"),
            number(text, "api-per-second")),
        AddressRules.networks(text.apply("limits.exempt")));
  }

  private static int number(Function<String, String> text, String key) {
    return Integer.parseInt(text.apply("limits." + key));
  }

  static BrownoutRules brownout(Function<String, String> text) {
    return new BrownoutRules(
        text.apply("brownout.enabled").equals("true"),
        Integer.parseInt(text.apply("brownout.cpu-percent")),
        Integer.parseInt(text.apply("brownout.lag-ms")),
        Integer.parseInt(text.apply("brownout.tasks")),
        Integer.parseInt(text.apply("brownout.viewers-per-second")));
  }

  /// @param node null where nothing is said
  static RouteLimits read(NodeReader nodes, @Nullable Node node, String path)
      throws ConfigException {
    if (node == null) {
      return RouteLimits.NONE;
    }
    Map<String, Node> entries = nodes.mapping(node, path, KEYS);
    return new RouteLimits(
        nodes.number(entries.get("viewers"), path + ".viewers"),
        nodes.number(entries.get("egress-mbps"), path + ".egress-mbps"));
  }
}
