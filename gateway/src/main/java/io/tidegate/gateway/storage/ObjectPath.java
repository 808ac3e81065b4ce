package io.tidegate.gateway.storage;

import java.nio.charset.StandardCharsets;

/// Where something lies in a storage profile: names with slashes between them, relative, such as
/// `live/film/2026-03-01/120000.mp4`. Immutable.
///
/// No name is empty, `.` or `..`, none has control characters, a backslash or more than [#MAX_NAME]
/// bytes in UTF-8: what is a path here is one on every disk and in every bucket.
///
/// @param text at most [#MAX_BYTES] bytes in UTF-8
public record ObjectPath(String text) {
  /// S3 takes keys of 1,024 bytes, of which a prefix may take some.
  public static final int MAX_BYTES = 800;

  /// NAME_MAX of Linux.
  static final int MAX_NAME = 255;

  /// @throws IllegalArgumentException when it is none; the message says why
  public ObjectPath {
    if (text.isEmpty() || bytes(text) > MAX_BYTES) {
      throw new IllegalArgumentException("a path has 1 to " + MAX_BYTES + " bytes");
    }
    if (text.codePoints().anyMatch(one -> Character.isISOControl(one) || one == '\\')) {
      throw new IllegalArgumentException("a path has no control characters and no backslashes");
    }
    for (String name : text.split("/", -1)) {
      if (name.isEmpty() || name.equals(".") || name.equals("..") || bytes(name) > MAX_NAME) {
        throw new IllegalArgumentException(
            "between slashes are names of 1 to " + MAX_NAME + " bytes, not . or ..");
      }
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  @Override
  public String toString() {
    return text;
  }
}
