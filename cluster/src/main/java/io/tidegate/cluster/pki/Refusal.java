package io.tidegate.cluster.pki;

/// Why the other end of a connection is not taken for a node of this cluster.
public enum Refusal {
  NO_CERTIFICATE("it showed no certificate"),
  FOREIGN("its certificate is not of this cluster's authority"),
  NOT_A_NODE("its certificate is not a node's"),
  EXPIRED("its certificate has expired"),
  NOT_YET_VALID("its certificate is not valid yet: one of the clocks is wrong"),
  REVOKED("its certificate was revoked"),
  OTHER_NODE("it is another node than the one that was called");

  private final String words;

  Refusal(String words) {
    this.words = words;
  }

  /// For a log line and for the one who looks at it.
  public String words() {
    return words;
  }
}
