package io.tidegate.gateway.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Files inside our own jar, read whole at start.
final class WebFiles {
  private WebFiles() {}

  static byte[] bytes(String path) {
    try (InputStream in = WebFiles.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("not in the distribution: " + path);
      }
      return in.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static String text(String path) {
    return new String(bytes(path), StandardCharsets.UTF_8);
  }
}
