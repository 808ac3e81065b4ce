package io.tidegate.gateway.config;

import io.tidegate.media.Nullable;
import io.tidegate.media.SecretParameters;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// A secret that a peer has to show. Immutable; prints nothing of itself.
///
/// @param text as it has to be shown, empty for none
public record Token(String text) {
  /// No token is asked for.
  public static final Token NONE = new Token("");

  /// What is shown in place of a secret.
  public static final String MASK = SecretParameters.MASK;

  public boolean isEmpty() {
    return text.isEmpty();
  }

  /// Whether `given` is this token; takes the same time whatever the difference. An empty token
  /// matches nothing.
  public boolean matches(@Nullable String given) {
    return given != null
        && !isEmpty()
        && MessageDigest.isEqual(
            given.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return isEmpty() ? "Token[none]" : "Token[hidden]";
  }
}
