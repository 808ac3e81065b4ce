package io.tidegate.gateway.access;

import io.tidegate.gateway.auth.SecretText;
import java.time.Instant;
import java.util.regex.Pattern;

/// A key that URLs are signed with. Immutable; its text holds no secret.
///
/// @param name stands in every URL that it signs
/// @param secret whose UTF-8 bytes are the key of HMAC-SHA256, so that other programs can sign
/// @param by who made it
public record SigningKey(String name, String secret, Instant created, String by) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,32}");

  /// 256 bits in base64; RFC 2104 §3 wants no less than the hash is long.
  private static final int SHORTEST = 32;

  private static final int LONGEST = 128;

  /// What is said to whoever wants another name.
  public static final String NAME_EXPECTED = "expected 1 to 32 characters of A-Z a-z 0-9 _ -";

  /// What is said to whoever brings another secret.
  public static final String SECRET_EXPECTED =
      "expected " + SHORTEST + " to " + LONGEST + " printable ASCII characters without blanks";

  public SigningKey {
    if (!isName(name) || !isSecret(secret)) {
      throw new IllegalArgumentException("a signing key: " + NAME_EXPECTED);
    }
  }

  /// Whether one can be called so.
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /// Whether this is long enough to be one.
  public static boolean isSecret(String secret) {
    return secret.length() >= SHORTEST
        && secret.length() <= LONGEST
        && secret.chars().allMatch(one -> one > ' ' && one < 0x7f);
  }

  /// With a secret that nobody knows yet.
  public static SigningKey make(String name, Instant created, String by) {
    return new SigningKey(name, SecretText.strong(), created, by);
  }

  @Override
  public String toString() {
    return "signing key " + name;
  }
}
