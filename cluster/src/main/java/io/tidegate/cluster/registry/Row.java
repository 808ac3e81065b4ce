package io.tidegate.cluster.registry;

import java.nio.charset.StandardCharsets;

/// One session, stream, link or worker. What it is and how it goes are two texts, as the second one
/// is another at each look and is told less often. Immutable.
///
/// @param id among those of its kind and node, 1 to [#MAX_ID] bytes of UTF-8
/// @param state at most [#MAX_TEXT] bytes of UTF-8
/// @param figures the same
public record Row(String id, String state, String figures) {
  public static final int MAX_ID = 512;
  public static final int MAX_TEXT = 16_384;

  /// Whether it can be told.
  boolean fits() {
    int length = bytes(id).length;
    return length > 0
        && length <= MAX_ID
        && bytes(state).length <= MAX_TEXT
        && bytes(figures).length <= MAX_TEXT;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
