package io.tidegate.gateway.auth;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is kept of a password: Argon2id (RFC 9106) in the PHC string format. Immutable. Making and
/// comparing one takes tens of milliseconds and [#MEMORY_KB] of heap: see [Passwords].
final class PasswordHash {
  /// 19 MiB, 2 passes, 1 lane: OWASP's Password Storage Cheat Sheet.
  static final int MEMORY_KB = 19 << 10;

  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  /// Twice as long as any of ours.
  private static final int MAX_TEXT = 256;

  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,3})"
              + "\\$([A-Za-z0-9+/]{11,88})\\$([A-Za-z0-9+/]{22,88})");

  private final Argon2 cost;
  private final byte[] salt;
  private final byte[] hash;

  private PasswordHash(Argon2 cost, byte[] salt, byte[] hash) {
    this.cost = cost;
    this.salt = salt;
    this.hash = hash;
  }

  static PasswordHash of(String password) {
    byte[] salt = SecretText.random(SALT_BYTES);
    Argon2 cost = new Argon2(MEMORY_KB, PASSES, LANES);
    return new PasswordHash(cost, salt, cost.derive(password, salt, HASH_BYTES));
  }

  /// One that no password has: nobody knows what would come to these random bytes. Takes no time to
  /// make, and as long as any other to compare with.
  static PasswordHash ofNobody() {
    return new PasswordHash(
        new Argon2(MEMORY_KB, PASSES, LANES),
        SecretText.random(SALT_BYTES),
        SecretText.random(HASH_BYTES));
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
    Argon2 cost =
        new Argon2(
            Integer.parseInt(parts.group(1)),
            Integer.parseInt(parts.group(2)),
            Integer.parseInt(parts.group(3)));
    return new PasswordHash(cost, base64.decode(parts.group(4)), base64.decode(parts.group(5)));
  }

  boolean matches(String password) {
    return MessageDigest.isEqual(hash, cost.derive(password, salt, hash.length));
  }

  /// `$argon2id$v=19$m=…,t=…,p=…$salt$hash`
  String text() {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            cost.memoryKb(),
            cost.passes(),
            cost.lanes(),
            base64.encodeToString(salt),
            base64.encodeToString(hash));
  }

  @Override
  public String toString() {
    return "PasswordHash[hidden]";
  }
}
