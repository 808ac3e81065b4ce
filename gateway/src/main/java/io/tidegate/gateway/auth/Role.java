package io.tidegate.gateway.auth;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What somebody may do at all; a [Scope] says to which streams.
public enum Role {
  /// Everything.
  ADMINISTRATOR,
  /// Routes and sessions, publishing and playing; no users, tokens, settings and diagnostics.
  OPERATOR,
  /// Plays, and reads the API.
  VIEWER,
  /// Publishes, and nothing else.
  PUBLISHER;

  /// As documents write it.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The role of a label; empty for none.
  public static Optional<Role> of(String label) {
    return Stream.of(values()).filter(role -> role.label().equals(label)).findFirst();
  }

  boolean publishes() {
    return switch (this) {
      case ADMINISTRATOR, OPERATOR, PUBLISHER -> true;
      case VIEWER -> false;
    };
  }

  boolean plays() {
    return switch (this) {
      case ADMINISTRATOR, OPERATOR, VIEWER -> true;
      case PUBLISHER -> false;
    };
  }
}
