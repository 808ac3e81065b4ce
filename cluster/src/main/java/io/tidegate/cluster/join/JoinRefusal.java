package io.tidegate.cluster.join;

/// Why a node is not let in.
public enum JoinRefusal {
  NOT_UNDERSTOOD("the request is not understood"),
  WRONG_TOKEN("there is no such join token"),
  TOKEN_USED("the join token was used: each lets one node in"),
  TOKEN_REVOKED("the join token was revoked"),
  TOKEN_EXPIRED("the join token has expired"),
  OTHER_RELEASE("its release and the cluster's do not go together"),
  BUSY("too many try to join at the same time: try again in a second"),
  NO_AUTHORITY("the node that holds the cluster's authority cannot be reached"),
  FULL("all node numbers are taken"),
  NOT_SAVED("the node that holds the authority cannot write to its disk");

  private final String words;

  JoinRefusal(String words) {
    this.words = words;
  }

  /// For a log line and for the one who wants in.
  public String words() {
    return words;
  }
}
