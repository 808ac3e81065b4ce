package io.tidegate.gateway.store;

/// The store cannot do what was asked. The message is one line for the operator; nothing was
/// changed.
public final class StoreException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /// Whose turn it is.
  public enum Kind {
    /// The file or its disk: full, read-only, damaged.
    DISK,
    /// The file is no database of ours, or not whole any more.
    DAMAGED,
    /// What was asked names something that is not there.
    INVALID,
    /// What was asked does not fit what is stored.
    CONFLICT,
    /// It is not there, or no longer.
    ABSENT,
    /// What the asker knew is no longer so.
    STALE,
    /// Too much is waiting to be written.
    BUSY
  }

  StoreException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  StoreException(String message, Throwable cause) {
    this(Kind.DISK, message, cause);
  }

  StoreException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /// Of a step of several.
  ///
  /// @param words what was done before
  public StoreException after(String words) {
    Kind told =
        switch (kind) {
          case STALE, ABSENT -> Kind.CONFLICT; // the asker named neither
          case DISK, DAMAGED, INVALID, CONFLICT, BUSY -> kind;
        };
    return new StoreException(told, words + getMessage(), this);
  }

  /// The asker's knowledge is old.
  public static StoreException stale(String message) {
    return new StoreException(Kind.STALE, message);
  }

  public static StoreException conflict(String message) {
    return new StoreException(Kind.CONFLICT, message);
  }

  public static StoreException invalid(String message) {
    return new StoreException(Kind.INVALID, message);
  }

  public static StoreException busy(String message) {
    return new StoreException(Kind.BUSY, message);
  }

  public static StoreException absent(String message) {
    return new StoreException(Kind.ABSENT, message);
  }
}
