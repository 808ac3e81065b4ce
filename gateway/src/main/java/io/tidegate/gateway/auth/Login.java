package io.tidegate.gateway.auth;

import java.time.Duration;
import java.time.Instant;

/// A browser that somebody has logged in with. Immutable; only the hash of its secret is kept.
///
/// @param hash of the cookie's value
/// @param user the name
/// @param lastSeen some minutes old
/// @param remote the address that it came from
/// @param agent what the browser calls itself, cut short
public record Login(
    String id,
    String hash,
    String user,
    Instant created,
    Instant lastSeen,
    String remote,
    String agent) {
  /// A wall of pictures asks once in a while; a forgotten browser does not.
  public static final Duration IDLE = Duration.ofHours(12);

  /// Whatever it does.
  public static final Duration LIFE = Duration.ofDays(7);

  private static final int MAX_AGENT = 200;

  public Login {
    String line = agent.replaceAll("\\p{Cntrl}+", " ");
    agent = line.substring(0, Math.min(line.length(), MAX_AGENT));
  }

  /// @param seen when it was last heard of, which may be later than what is stored
  public boolean isOver(Instant now, Instant seen) {
    return !now.isBefore(created.plus(LIFE)) || !now.isBefore(seen.plus(IDLE));
  }

  public Login withLastSeen(Instant at) {
    return new Login(id, hash, user, created, at, remote, agent);
  }

  @Override
  public String toString() {
    return "login of " + user;
  }
}
