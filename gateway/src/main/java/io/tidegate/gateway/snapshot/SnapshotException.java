package io.tidegate.gateway.snapshot;

/// There is no picture; the message says why.
public final class SnapshotException extends Exception {
  private static final long serialVersionUID = 1L;

  /// What kind of reason it is.
  public enum Kind {
    /// The stream has no pictures, or none that are understood.
    NO_VIDEO,
    /// None has come yet, or none comes any more.
    NO_PICTURE,
    /// The decoder made nothing of it.
    UNDECODABLE,
    /// Others ask for too much.
    BUSY
  }

  private final Kind kind;

  SnapshotException(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
