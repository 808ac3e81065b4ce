package io.tidegate.cluster.join;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lets one node in, once. It says which cluster that is, so that the one who brings it knows whom
/// it speaks to before it shows the secret. Immutable.
///
/// @param id 16 hex digits, no secret
/// @param secret 32 hex digits
/// @param fingerprint of the authority: `P256#fingerprint`
public record JoinToken(String id, String secret, String fingerprint) {
  private static final Pattern FORM =
      Pattern.compile("tgjoin1-([0-9a-f]{16})-([0-9a-f]{32})-([0-9a-f]{64})");
  private static final int ID_BYTES = 8;
  private static final int SECRET_BYTES = 16;

  static JoinToken make(String fingerprint) {
    return new JoinToken(random(ID_BYTES), random(SECRET_BYTES), fingerprint);
  }

  private static String random(int length) {
    byte[] bytes = new byte[length];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /// Empty when the text is none.
  public static Optional<JoinToken> parse(String text) {
    Matcher parts = FORM.matcher(text.strip());
    return parts.matches()
        ? Optional.of(new JoinToken(parts.group(1), parts.group(2), parts.group(3)))
        : Optional.empty();
  }

  /// As an administrator hands it over.
  public String text() {
    return "tgjoin1-" + id + "-" + secret + "-" + fingerprint;
  }

  /// SHA-256 of the secret, lower-case hex: 128 random bits need no salt and no slow function.
  String digest() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public String toString() {
    return "JoinToken[" + id + ", hidden secret]";
  }
}
