package io.tidegate.gateway.auth;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.time.Instant;
import java.util.Locale;

/// Who asks, and what he may. Immutable; holds no secret.
///
/// @param id of the user or token, opaque: another one once the password is changed
/// @param name for people: of the user or token
/// @param until the rights end then; null for never
public record Principal(
    Kind kind, String id, String name, Role role, Scope scope, @Nullable Instant until) {
  /// How he is known.
  public enum Kind {
    USER,
    TOKEN,
    /// On this machine, before there are users.
    LOCAL;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public boolean mayPublish(StreamKey key) {
    return role.publishes() && scope.covers(key);
  }

  public boolean mayPlay(StreamKey key) {
    return role.plays() && scope.covers(key);
  }

  public boolean isExpired(Instant now) {
    return until != null && !now.isBefore(until);
  }

  /// For logs and histories.
  @Override
  public String toString() {
    return switch (kind) {
      case USER, LOCAL -> name;
      case TOKEN -> "token " + name;
    };
  }
}
