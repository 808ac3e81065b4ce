package io.tidegate.gateway.tls;

import io.tidegate.media.Nullable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/// The signing request that waits for its certificate, and its key, beside the gateway's own
/// certificate; one at a time. One thread at a time, which may wait for a disk.
final class RequestFiles {
  private final Path request;
  private final Path key;

  RequestFiles(Path folder) {
    this.request = folder.resolve("request.pem");
    this.key = folder.resolve("request-key.pem");
  }

  /// In the place of the one that waited, whose certificate can no longer be used.
  void put(SigningRequest made) throws IOException {
    PrivateFile.write(key, made.key());
    PrivateFile.write(request, made.request());
  }

  /// @return null where none waits
  /// @throws GeneralSecurityException when the file holds another thing
  @Nullable
  OpenRequest open() throws IOException, GeneralSecurityException {
    if (!Files.exists(request) || !Files.exists(key)) {
      return null;
    }
    String text = Files.readString(request);
    return new OpenRequest(
        text, SigningRequest.names(text), Files.getLastModifiedTime(request).toInstant());
  }

  /// PEM; null where none waits.
  @Nullable
  String key() throws IOException {
    return Files.exists(key) ? Files.readString(key) : null;
  }

  /// @return whether one waited
  boolean drop() throws IOException {
    boolean waited = Files.deleteIfExists(request);
    Files.deleteIfExists(key);
    return waited;
  }
}
