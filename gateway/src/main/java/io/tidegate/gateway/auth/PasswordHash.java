package io.tidegate.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// What is kept of a password: Argon2id (RFC 9106) in the PHC string format. Immutable. Making and
/// comparing one takes tens of milliseconds and [#MEMORY_KB] of heap: see [Passwords].
final class PasswordHash {
  /// 19 MiB, 2 passes, 1 lane: OWASP's Password Storage Cheat Sheet.
  static final int MEMORY_KB = 19 << 10;

  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  /// Of a hash that is read: whoever may write the database does not get to take all memory.
  private static final int MAX_MEMORY_KB = 256 << 10;

  private static final int MAX_PASSES = 16;
  private static final int MAX_LANES = 8;

  /// Twice as long as any of ours.
  private static final int MAX_TEXT = 256;

  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,3})"
              + "\\$([A-Za-z0-9+/]{11,88})\\$([A-Za-z0-9+/]{22,88})");

  private final int memoryKb;
  private final int passes;
  private final int lanes;
  private final byte[] salt;
  private final byte[] hash;

  private PasswordHash(int memoryKb, int passes, int lanes, byte[] salt, byte[] hash) {
    if (memoryKb < 8 * lanes
        || memoryKb > MAX_MEMORY_KB
        || passes < 1
        || passes > MAX_PASSES
        || lanes < 1
        || lanes > MAX_LANES) {
      throw new IllegalArgumentException("parameters of a password hash are out of range");
    }
    this.memoryKb = memoryKb;
    this.passes = passes;
    this.lanes = lanes;
    this.salt = salt;
    this.hash = hash;
  }

  static PasswordHash of(String password) {
    byte[] salt = SecretText.random(SALT_BYTES);
    byte[] hash = compute(password, MEMORY_KB, PASSES, LANES, salt, HASH_BYTES);
    return new PasswordHash(MEMORY_KB, PASSES, LANES, salt, hash);
  }

  /// Reads [#text].
  ///
  /// @throws IllegalArgumentException when it is none
  static PasswordHash parse(String text) {
    Matcher parts = PHC.matcher(text.length() > MAX_TEXT ? "" : text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not an Argon2id hash in PHC form");
    }
    Base64.Decoder base64 = Base64.getDecoder();
    return new PasswordHash(
        Integer.parseInt(parts.group(1)),
        Integer.parseInt(parts.group(2)),
        Integer.parseInt(parts.group(3)),
        base64.decode(parts.group(4)),
        base64.decode(parts.group(5)));
  }

  boolean matches(String password) {
    return MessageDigest.isEqual(
        hash, compute(password, memoryKb, passes, lanes, salt, hash.length));
  }

  /// `$argon2id$v=19$m=…,t=…,p=…$salt$hash`
  String text() {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            memoryKb, passes, lanes, base64.encodeToString(salt), base64.encodeToString(hash));
  }

  private static byte[] compute(
      String password, int memoryKb, int passes, int lanes, byte[] salt, int length) {
    Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
    argon2.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKb)
            .withIterations(passes)
            .withParallelism(lanes)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[length];
    argon2.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
    return hash;
  }

  @Override
  public String toString() {
    return "PasswordHash[hidden]";
  }
}
