package io.tidegate.gateway.config;

import io.tidegate.gateway.access.AddressRules;
import io.tidegate.gateway.access.Network;
import io.tidegate.gateway.config.Settings.PlayMode;
import io.tidegate.gateway.config.Settings.PublishMode;
import io.tidegate.gateway.route.AccessSpec;
import io.tidegate.media.Nullable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads the `access:` of a route.
final class AccessReader {
  private static final Set<String> KEYS = Set.of("publish", "play", "allow", "deny");

  private final NodeReader nodes;

  AccessReader(NodeReader nodes) {
    this.nodes = nodes;
  }

  /// @param node null where nothing is said
  AccessSpec read(@Nullable Node node, String path) throws ConfigException {
    if (node == null) {
      return AccessSpec.NONE;
    }
    Map<String, Node> entries = nodes.mapping(node, path, KEYS);
    return new AccessSpec(
        publish(entries.get("publish"), path + ".publish"),
        play(entries.get("play"), path + ".play"),
        new AddressRules(
            networks(entries.get("allow"), path + ".allow"),
            networks(entries.get("deny"), path + ".deny")));
  }

  private @Nullable PublishMode publish(@Nullable Node node, String path) throws ConfigException {
    if (node == null) {
      return null;
    }
    return switch (nodes.scalar(node, path)) {
      case "open" -> PublishMode.OPEN;
      case "token" -> PublishMode.TOKEN;
      case "users" -> PublishMode.USERS;
      case "hook" -> PublishMode.HOOK;
      case "closed" -> PublishMode.CLOSED;
      default -> throw nodes.problem(node, path, "open, token, users, hook or closed");
    };
  }

  private @Nullable PlayMode play(@Nullable Node node, String path) throws ConfigException {
    if (node == null) {
      return null;
    }
    return switch (nodes.scalar(node, path)) {
      case "open" -> PlayMode.OPEN;
      case "users" -> PlayMode.USERS;
      case "hook" -> PlayMode.HOOK;
      default -> throw nodes.problem(node, path, "open, users or hook");
    };
  }

  private List<Network> networks(@Nullable Node node, String path) throws ConfigException {
    if (node == null) {
      return List.of();
    }
    try {
      return AddressRules.networks(nodes.scalar(node, path));
    } catch (IllegalArgumentException notOnes) {
      throw nodes.problem(node, path, "networks with commas between them: " + notOnes.getMessage());
    }
  }
}
