package io.tidegate.rtsp.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.media.Nullable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/// A hash of RFC 7616 §6.1. The `-sess` form of each hashes the nonces into the secret.
public enum DigestAlgorithm {
  MD5("MD5"),
  SHA_256("SHA-256"),
  SHA_512_256("SHA-512/256");

  private final String javaName;

  DigestAlgorithm(String javaName) {
    this.javaName = javaName;
  }

  /// As headers write it: `SHA-256`.
  public String label() {
    return this == SHA_512_256 ? "SHA-512-256" : javaName;
  }

  /// Null for one that we do not know.
  static @Nullable DigestAlgorithm of(String name) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "MD5" -> MD5;
      case "SHA-256", "SHA256" -> SHA_256;
      case "SHA-512-256" -> SHA_512_256;
      default -> null;
    };
  }

  String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance(javaName).digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java has " + javaName, missing);
    }
  }
}
