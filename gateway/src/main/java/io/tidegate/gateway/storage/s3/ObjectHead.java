package io.tidegate.gateway.storage.s3;

import io.tidegate.gateway.storage.ObjectPath;
import io.tidegate.gateway.storage.StorageException;
import java.util.Optional;

/// What HeadObject says. Immutable.
///
/// @param tag without quotation marks
/// @param sha256 empty where the server does not tell
/// @param encryption by the server, empty for none
record ObjectHead(long bytes, String tag, String sha256, String encryption) {
  /// Empty where there is no such object. Waits for the answer.
  static Optional<ObjectHead> of(S3Client client, ObjectPath path)
      throws StorageException, InterruptedException {
    S3Answer answer =
        client.ask(S3Request.of("HEAD", path).header("x-amz-checksum-mode", "ENABLED"));
    if (answer.status() == 404) {
      return Optional.empty();
    }
    if (!answer.ok()) {
      throw answer.failure(client.now());
    }
    return Optional.of(
        new ObjectHead(
            answer.headers().firstValueAsLong("Content-Length").orElse(0),
            answer.tag(),
            answer.header("x-amz-checksum-sha256"),
            answer.header("x-amz-server-side-encryption")));
  }
}
