package io.tidegate.cluster.state;

/// A rule of this node is against a record. The message is for operators.
public final class StateRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  public StateRefusedException(String message) {
    super(message);
  }
}
