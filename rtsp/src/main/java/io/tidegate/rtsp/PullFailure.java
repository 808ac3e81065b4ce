package io.tidegate.rtsp;

/// Why a pull does not work, in words for the operator. Immutable.
final class PullFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /// What to do about it.
  enum Kind {
    /// Call again, later.
    AGAIN,
    /// Another transport may work.
    TRANSPORT,
    /// Name and password are wrong or missing.
    PASSWORD,
    /// Less came back than was there before.
    FEWER_TRACKS,
    /// A quirk was learned: the next call goes about it in another way.
    LEARNED
  }

  private final Kind kind;

  PullFailure(Kind kind, String message) {
    super(message, null, false, false); // it is an outcome: nobody wants its stack
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  /// What a future failed with.
  static PullFailure of(Throwable cause) {
    if (cause instanceof PullFailure failure) {
      return failure;
    }
    String message = cause.getMessage();
    return new PullFailure(Kind.AGAIN, message == null ? cause.toString() : message);
  }
}
