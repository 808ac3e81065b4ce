package io.tidegate.media;

/// The input is valid but more than Tidegate can do: our limit. The message says so to a user.
public final class UnsupportedException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnsupportedException(String message) {
    super(message);
  }

  public Reason reason() {
    return Reason.UNSUPPORTED;
  }
}
