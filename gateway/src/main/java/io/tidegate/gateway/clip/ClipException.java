package io.tidegate.gateway.clip;

/// What was asked of a clip cannot be done. The message is one line for whoever asked.
public final class ClipException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /// What is in the way.
  public enum Kind {
    /// There is none of this name.
    ABSENT,
    /// It does not fit what is there.
    CONFLICT,
    /// Somebody else sends to it at the moment.
    LOCKED,
    /// More than the settings allow.
    TOO_LARGE,
    /// What came is not what was meant: its checksum differs.
    CHECKSUM,
    /// Too much waits.
    BUSY,
    /// The disk is full, or does not work.
    DISK
  }

  ClipException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
