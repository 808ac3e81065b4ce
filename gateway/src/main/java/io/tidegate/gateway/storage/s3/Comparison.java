package io.tidegate.gateway.storage.s3;

import io.tidegate.gateway.storage.StorageException;
import io.tidegate.gateway.storage.StorageException.Kind;
import io.tidegate.gateway.storage.s3.S3Options.Checksum;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/// What an object has to be. Immutable.
///
/// @param tag the entity tag, where that is compared
/// @param sha256 as the server tells it, where that is compared
/// @param file what was sent
record Comparison(Checksum checksum, long bytes, String tag, String sha256, Path file) {
  private static final Pattern MD5 = Pattern.compile("\\p{XDigit}{32}(-\\d{1,5})?");

  /// @throws StorageException when it is another one, or the server does not tell
  void check(ObjectHead head) throws StorageException {
    if (head.bytes() != bytes) {
      throw new StorageException(
          Kind.CORRUPT, "the object has %d bytes, not %d".formatted(head.bytes(), bytes));
    }
    switch (checksum) {
      case ETAG -> checkTag(head.tag(), wanted(head.tag()), head.encryption());
      case SHA256 -> checkSum(head.sha256(), sha256);
      case SIZE -> {
        // that is all there is
      }
    }
  }

  /// Some servers give what came in parts the MD5 of all of it, which says as much.
  private String wanted(String told) throws StorageException {
    boolean plain = tag.indexOf('-') >= 0 && told.length() == 32;
    return plain ? Digests.of(file, 0, bytes).md5Hex() : tag;
  }

  static void checkTag(String told, String wanted, String encryption) throws StorageException {
    if (told.toLowerCase(Locale.ROOT).equals(wanted)) {
      return;
    }
    if (!MD5.matcher(told).matches() || encryption.startsWith("aws:kms")) {
      throw new StorageException(
          Kind.REFUSED,
          "the entity tags of this bucket are no MD5"
              + (encryption.isEmpty() ? "" : " (encryption " + encryption + ")"),
          "Set checksum to sha256, or to size where the server does not know that.",
          null);
    }
    throw new StorageException(
        Kind.CORRUPT, "the server's entity tag is " + told + ", and should be " + wanted);
  }

  static void checkSum(String told, String wanted) throws StorageException {
    if (told.isEmpty()) {
      throw new StorageException(
          Kind.REFUSED,
          "the server does not tell the SHA-256 of what it has",
          "Set checksum to etag, or to size.",
          null);
    }
    if (!told.equals(wanted)) {
      throw new StorageException(
          Kind.CORRUPT, "the server's SHA-256 is " + told + ", and should be " + wanted);
    }
  }
}
