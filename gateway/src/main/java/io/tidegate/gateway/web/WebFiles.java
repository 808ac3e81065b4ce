package io.tidegate.gateway.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/// Files inside our own jar, read whole; not on an event loop.
final class WebFiles {
  private WebFiles() {}

  static byte[] bytes(String path) {
    return find(path)
        .orElseThrow(() -> new IllegalStateException("not in the distribution: " + path));
  }

  static Optional<byte[]> find(String path) {
    try (InputStream in = WebFiles.class.getResourceAsStream(path)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
