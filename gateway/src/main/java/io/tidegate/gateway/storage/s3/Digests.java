package io.tidegate.gateway.storage.s3;

import io.tidegate.gateway.storage.StorageException;
import io.tidegate.media.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Base64;

/// What some of a file comes to. Immutable.
record Digests(Bytes md5, Bytes sha256) {
  private static final int BUFFER = 256 << 10;

  /// Waits for the disk.
  static Digests of(Path file, long from, long length) throws StorageException {
    MessageDigest md5 = SigV4.digest("MD5");
    MessageDigest sha256 = SigV4.digest("SHA-256");
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long at = from;
      while (at < from + length) {
        buffer.clear().limit((int) Math.min(BUFFER, from + length - at));
        int read = channel.read(buffer, at);
        if (read < 0) {
          throw new StorageException(
              StorageException.Kind.LOCAL, file + " became shorter while it was read");
        }
        buffer.flip();
        md5.update(buffer.duplicate());
        sha256.update(buffer);
        at += read;
      }
    } catch (IOException unreadable) {
      throw new StorageException(StorageException.Kind.LOCAL, file + " cannot be read", unreadable);
    }
    return new Digests(Bytes.wrap(md5.digest()), Bytes.wrap(sha256.digest()));
  }

  /// As an entity tag has it.
  String md5Hex() {
    return md5.toHex();
  }

  /// As `Content-MD5` has it, RFC 1864.
  String md5Base64() {
    return Base64.getEncoder().encodeToString(md5.toByteArray());
  }

  /// As `x-amz-content-sha256` has it.
  String sha256Hex() {
    return sha256.toHex();
  }

  /// As `x-amz-checksum-sha256` has it.
  String sha256Base64() {
    return Base64.getEncoder().encodeToString(sha256.toByteArray());
  }
}
