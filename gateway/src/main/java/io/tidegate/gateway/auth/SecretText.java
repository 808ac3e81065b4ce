package io.tidegate.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/// Makes secrets, and what is kept of them. Any thread.
public final class SecretText {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final char[] BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".toCharArray();
  private static final int BITS_OF_A_SIGN = 5;

  /// Of a secret that nobody types: 256 bits.
  private static final int STRONG_BYTES = 32;

  private SecretText() {}

  /// 256 random bits, 43 characters of the base64 for URLs.
  public static String strong() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random(STRONG_BYTES));
  }

  /// `signs` random ones that are typed without doubt, 5 bits each.
  public static String typed(int signs) {
    StringBuilder text = new StringBuilder(signs);
    for (int i = 0; i < signs; i++) {
      text.append(BASE32[RANDOM.nextInt(BASE32.length)]);
    }
    return text.toString();
  }

  static byte[] random(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return random;
  }

  /// A name that nobody guesses or meets again: 64 bits.
  public static String id() {
    return HexFormat.of().formatHex(random(Long.BYTES));
  }

  /// What is kept of a secret that is random enough for it, in hexadecimal.
  public static String hash(String secret) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every JDK has SHA-256", absent);
    }
  }

  /// Takes the same time whatever the difference.
  public static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  /// RFC 4648 §6, without padding.
  public static String base32(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int held = 0;
    int bits = 0;
    for (byte octet : bytes) {
      held = (held << Byte.SIZE) | Byte.toUnsignedInt(octet);
      bits += Byte.SIZE;
      while (bits >= BITS_OF_A_SIGN) {
        bits -= BITS_OF_A_SIGN;
        text.append(BASE32[(held >> bits) & (BASE32.length - 1)]);
      }
    }
    if (bits > 0) {
      text.append(BASE32[(held << (BITS_OF_A_SIGN - bits)) & (BASE32.length - 1)]);
    }
    return text.toString();
  }
}
