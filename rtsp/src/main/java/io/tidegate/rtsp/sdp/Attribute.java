package io.tidegate.rtsp.sdp;

/// One `a=` line. RFC 8866 §5.13. Immutable.
///
/// @param name before the colon, as written; compared without regard to case
/// @param value after the colon, empty for a flag such as `recvonly`
public record Attribute(String name, String value) {
  /// A flag.
  public Attribute(String name) {
    this(name, "");
  }

  boolean is(String wanted) {
    return name.equalsIgnoreCase(wanted);
  }
}
