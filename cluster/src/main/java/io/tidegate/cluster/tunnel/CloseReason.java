package io.tidegate.cluster.tunnel;

/// Why a connection between nodes ended.
public enum CloseReason {
  ENDED("it was done"),
  BROKEN("the connection broke"),
  PEER_GONE("the other node does not answer"),
  REVOKED("the other node was revoked"),
  LATE("it took too long"),
  IDLE("nothing was sent for too long"),
  OVERLOAD("the other node has too many connections"),
  STOPPED("this node stops");

  private final String words;

  CloseReason(String words) {
    this.words = words;
  }

  /// For a log line.
  public String words() {
    return words;
  }
}
