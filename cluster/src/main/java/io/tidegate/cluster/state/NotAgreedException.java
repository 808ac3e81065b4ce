package io.tidegate.cluster.state;

/// The nodes did not agree to an edit: it is not to be made. The message is for operators.
public final class NotAgreedException extends Exception {
  private static final long serialVersionUID = 1L;

  /// What whoever asked can do.
  public enum Reason {
    /// Look at what has changed, and decide anew.
    STALE,
    /// Try again.
    BUSY
  }

  private final Reason reason;

  public NotAgreedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
