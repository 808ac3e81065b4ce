package io.tidegate.cluster.join;

import java.time.Instant;

/// A join token as an administrator sees it. Immutable.
///
/// @param id 16 hex digits
/// @param name what it was made for
/// @param expires when it ends by itself
/// @param state as of now
/// @param node the number that was given for it, 0 before
public record TokenView(String id, String name, Instant expires, State state, int node) {
  /// What can be done with it.
  public enum State {
    OPEN("it can be used"),
    USED("it was used: each token lets one node in"),
    REVOKED("it was revoked"),
    EXPIRED("it has expired");

    private final String words;

    State(String words) {
      this.words = words;
    }

    /// For a log line and for the one who brings it.
    public String words() {
      return words;
    }
  }
}
