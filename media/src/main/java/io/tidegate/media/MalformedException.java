package io.tidegate.media;

/// The input breaks its standard: their fault. Thrown by parsers of one value; demuxers catch it,
/// count its reason and go on.
public final class MalformedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final long position;

  /// @param position byte offset in the parsed value, or -1 when it has none
  public MalformedException(Reason reason, long position, String message) {
    super(message);
    this.reason = reason;
    this.position = position;
  }

  public MalformedException(Reason reason, String message) {
    this(reason, -1, message);
  }

  public Reason reason() {
    return reason;
  }

  /// Byte offset in the parsed value, or -1.
  public long position() {
    return position;
  }
}
