package io.tidegate.gateway.cluster;

import io.tidegate.media.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// A node as this one sees it. Immutable.
///
/// @param number which nobody else ever has
/// @param name what people call it
/// @param host by which others reach it
/// @param port by which others reach it
/// @param since when it is in that state, as far as this process knows
/// @param facts the latest that it said, null before
/// @param heard when that was, null before
/// @param offset by how much its clock is before ours, to some milliseconds; null while it is not
///   known
public record NodeStanding(
    int number,
    String name,
    String host,
    int port,
    State state,
    Instant since,
    @Nullable NodeFacts facts,
    @Nullable Instant heard,
    @Nullable Duration offset) {
  /// What it is to the cluster.
  public enum State {
    MEMBER,
    /// A member that gives away what it has.
    DRAINING,
    /// It has joined, or this node has just started, and it did not come yet.
    JOINING,
    /// It was there and is not reached, without having said why.
    AWAY,
    /// It has said that it stops.
    STOPPED,
    /// It is not trusted any more, or has left.
    REVOKED;

    /// Whether it takes part now.
    public boolean isPresent() {
      return this == MEMBER || this == DRAINING;
    }

    /// As the API writes it.
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
