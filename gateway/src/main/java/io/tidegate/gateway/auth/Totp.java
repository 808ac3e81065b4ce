package io.tidegate.gateway.auth;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Time-based one-time passwords: RFC 6238 with SHA-1, 30 s and six figures, which is what
/// telephones do. Stateless.
public final class Totp {
  static final int STEP_SECONDS = 30;
  static final int DIGITS = 6;

  /// A clock may be off by half a minute, and somebody types slowly. RFC 6238 §5.2
  private static final int WINDOW = 1;

  /// RFC 4226 §4 R6: 160 bits.
  private static final int SECRET_BYTES = 20;

  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  /// Nobody gets a longer one.
  private static final int MAX_CODE = 64;

  private Totp() {}

  /// A new secret, in base32.
  public static String secret() {
    return SecretText.base32(SecretText.random(SECRET_BYTES));
  }

  /// Whether `text` is one that [#secret] can have made.
  public static boolean isSecret(String text) {
    return text.matches("[A-Z2-7]{32}");
  }

  /// What a telephone reads as a QR code.
  public static String url(String user, String secret) {
    String label = URLEncoder.encode("Tidegate:" + user, StandardCharsets.UTF_8);
    return "otpauth://totp/" + label + "?secret=" + secret + "&issuer=Tidegate";
  }

  /// Without what people put between the signs.
  static String plain(String code) {
    String cut = code.substring(0, Math.min(code.length(), MAX_CODE));
    return cut.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
  }

  /// The step that `code` is of; -1 when it is of none about now.
  static long stepOf(String secret, String code, long nowSeconds) {
    long now = nowSeconds / STEP_SECONDS;
    long found = -1;
    byte[] key = decode(secret);
    // all are looked at, so that each takes the same time; the newest wins
    for (long step = now - WINDOW; step <= now + WINDOW; step++) {
      if (SecretText.same(code(key, step, DIGITS), code)) {
        found = step;
      }
    }
    return found;
  }

  /// The code of a step, for tests and for who has no telephone.
  public static String code(String secret, long nowSeconds) {
    return code(decode(secret), nowSeconds / STEP_SECONDS, DIGITS);
  }

  /// RFC 4226 §5.3
  static String code(byte[] key, long step, int digits) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(key, "HmacSHA1"));
      byte[] hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
      int offset = hash[hash.length - 1] & 0xF;
      int number = ByteBuffer.wrap(hash).getInt(offset) & 0x7FFF_FFFF;
      int modulus = 1;
      for (int i = 0; i < digits; i++) {
        modulus *= 10;
      }
      return String.format(Locale.ROOT, "%0" + digits + "d", number % modulus);
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("every JDK has HmacSHA1", absent);
    }
  }

  /// RFC 4648 §6; of texts of our own.
  static byte[] decode(String base32) {
    ByteBuffer bytes = ByteBuffer.allocate(base32.length() * 5 / Byte.SIZE);
    int held = 0;
    int bits = 0;
    for (int i = 0; i < base32.length(); i++) {
      int value = ALPHABET.indexOf(base32.charAt(i));
      if (value < 0) {
        throw new IllegalArgumentException("not base32");
      }
      held = (held << 5) | value;
      bits += 5;
      if (bits >= Byte.SIZE) {
        bits -= Byte.SIZE;
        bytes.put((byte) (held >> bits));
      }
    }
    return bytes.array();
  }
}
