package io.tidegate.gateway.foreign;

/// Something of a foreign file has no counterpart here; it becomes an [ImportNote].
final class LeftOutException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String instead;

  LeftOutException(String reason, String instead) {
    super(reason);
    this.instead = instead;
  }

  String reason() {
    return String.valueOf(getMessage());
  }

  String instead() {
    return instead;
  }
}
