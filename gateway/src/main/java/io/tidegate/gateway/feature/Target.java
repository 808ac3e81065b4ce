package io.tidegate.gateway.feature;

/// For whom a switch has a value: for all, a node, or the routes with a label. Immutable.
///
/// @param name of the node or label, empty for all
public record Target(Kind kind, String name) {
  /// Everybody whom no other value is for.
  public static final Target ALL = new Target(Kind.ALL, "");

  /// Longer than any label or node name.
  private static final int MAX_NAME = 64;

  /// From the one that yields to the others.
  public enum Kind {
    ALL,
    NODE,
    LABEL
  }

  public Target {
    boolean isBroken = name.chars().anyMatch(Character::isISOControl) || !name.equals(name.strip());
    if (isBroken || name.length() > MAX_NAME || name.isEmpty() != (kind == Kind.ALL)) {
      throw new IllegalArgumentException("expected all, node:NAME or label:WORD");
    }
  }

  /// Reads `all`, `node:NAME` and `label:WORD`.
  ///
  /// @throws IllegalArgumentException with a sentence for the operator
  public static Target parse(String text) {
    if (text.equals("all")) {
      return ALL;
    }
    if (text.startsWith("node:")) {
      return new Target(Kind.NODE, text.substring("node:".length()));
    }
    if (text.startsWith("label:")) {
      return new Target(Kind.LABEL, text.substring("label:".length()));
    }
    throw new IllegalArgumentException("expected all, node:NAME or label:WORD");
  }

  @Override
  public String toString() {
    return switch (kind) {
      case ALL -> "all";
      case NODE -> "node:" + name;
      case LABEL -> "label:" + name;
    };
  }
}
