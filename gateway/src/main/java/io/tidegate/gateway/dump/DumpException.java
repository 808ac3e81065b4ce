package io.tidegate.gateway.dump;

/// A dump that is not made, and why, in a sentence for whoever asked.
public final class DumpException extends Exception {
  private static final long serialVersionUID = 1;

  /// Whether others may be made, or this one later.
  public enum Kind {
    /// One is being made.
    BUSY,
    /// It would not fit on the disk.
    NO_ROOM,
    /// The Java machine does not make it.
    FAILED
  }

  private final Kind kind;

  DumpException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  DumpException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
