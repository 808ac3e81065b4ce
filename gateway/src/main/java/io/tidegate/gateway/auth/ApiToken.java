package io.tidegate.gateway.auth;

import io.tidegate.media.Nullable;
import java.time.Instant;

/// A secret of a program. Immutable; only its hash is kept.
///
/// @param hash of the whole secret, as [SecretText#hash] makes it
/// @param prefix how the secret begins, to know it by
/// @param by who made it
/// @param expires null for never
/// @param lastUsed null for never; some minutes old
public record ApiToken(
    String id,
    String name,
    String hash,
    String prefix,
    Role role,
    Scope scope,
    Instant created,
    String by,
    @Nullable Instant expires,
    @Nullable Instant lastUsed) {
  /// How every secret of a token begins: searches for lost secrets find it.
  public static final String MARK = "tg_";

  private static final int SHOWN = MARK.length() + 6;
  private static final int MAX_NAME = 64;

  /// What is said to whoever wants another name.
  public static final String EXPECTED = "expected 1 to 64 characters in one line";

  public ApiToken {
    if (!isName(name)) {
      throw new IllegalArgumentException("name of a token: " + EXPECTED);
    }
  }

  /// Whether one can be called so.
  public static boolean isName(String name) {
    return !name.isBlank()
        && name.length() <= MAX_NAME
        && name.chars().noneMatch(Character::isISOControl);
  }

  /// A new secret.
  public static String secret() {
    return MARK + SecretText.strong();
  }

  /// What may be shown of it.
  public static String prefixOf(String secret) {
    return secret.substring(0, SHOWN);
  }

  public Principal principal() {
    return new Principal(Principal.Kind.TOKEN, id, name, role, scope, expires);
  }

  public boolean isExpired(Instant now) {
    return expires != null && !now.isBefore(expires);
  }

  public ApiToken withLastUsed(Instant at) {
    return new ApiToken(id, name, hash, prefix, role, scope, created, by, expires, at);
  }

  @Override
  public String toString() {
    return "token " + prefix + "…";
  }
}
