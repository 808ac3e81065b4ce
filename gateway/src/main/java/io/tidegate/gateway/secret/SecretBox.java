package io.tidegate.gateway.secret;

import io.tidegate.gateway.auth.SecretText;
import io.tidegate.media.Nullable;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals secrets before they are stored, and opens them: AES-256 in Galois/Counter Mode (NIST SP
/// 800-38D) with a random nonce of 96 bits; the key's name and the record that a secret belongs to
/// are authenticated with it, so that a sealed text is of no use in another record. Any thread;
/// some microseconds for each.
///
/// A sealed text that cannot be opened, as its key is not here, opens as a stand-in: random, the
/// same for the same text as long as the process lives, of the alphabet of base32. Whatever asks
/// for the secret stays shut, and a stand-in that is sealed again is the text that it stands for:
/// nothing is lost.
public final class SecretBox {
  /// What sealed texts begin with.
  public static final String PREFIX = "tgs1.";

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  /// Key, then nonce, cipher text and tag.
  private static final Pattern SEALED =
      Pattern.compile("tgs1\\.([0-9a-f]{8})\\.([A-Za-z0-9_-]{38,})");

  private final @Nullable KeyRing keys;
  private final @Nullable String locked;
  private final byte[] standInKey = new byte[TAG_BITS / Byte.SIZE];
  private final Map<String, String> standIns = new ConcurrentHashMap<>();

  private SecretBox(@Nullable KeyRing keys, @Nullable String locked) {
    this.keys = keys;
    this.locked = locked;
    RANDOM.nextBytes(standInKey);
  }

  public static SecretBox of(KeyRing keys) {
    return new SecretBox(keys, null);
  }

  /// Opens what `keys` open, and seals nothing.
  ///
  /// @param why in words for the operator
  public static SecretBox locked(@Nullable KeyRing keys, String why) {
    return new SecretBox(keys, why);
  }

  /// Why nothing can be sealed; null when it can.
  public @Nullable String problem() {
    return locked;
  }

  /// `secret` as it is to be stored; what is empty stays so.
  ///
  /// @param record what it belongs to, as it will be opened: `route live/cam1`
  /// @throws SecretLockedException when the key is not here
  public String seal(String record, String secret) {
    String stored = standIns.get(secret);
    if (secret.isEmpty() || stored != null) {
      return stored == null ? "" : stored;
    }
    if (locked != null || keys == null) {
      throw new SecretLockedException("secrets cannot be stored: " + locked);
    }
    KeyRing.Key key = keys.sealing();
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, record);
      byte[] text = cipher.doFinal(secret.getBytes(StandardCharsets.UTF_8));
      byte[] all = Arrays.copyOf(nonce, NONCE_BYTES + text.length);
      System.arraycopy(text, 0, all, NONCE_BYTES, text.length);
      return PREFIX + key.id() + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("every JDK has AES/GCM", absent);
    }
  }

  /// What was sealed; a text that is not sealed as it is, one that cannot be opened as a stand-in.
  public String open(String record, String stored) {
    Matcher parts = SEALED.matcher(stored);
    if (!parts.matches()) {
      return stored;
    }
    KeyRing.Key key = keys == null ? null : keys.find(parts.group(1)).orElse(null);
    if (key == null) {
      return standIn(stored);
    }
    try {
      byte[] all = Base64.getUrlDecoder().decode(parts.group(2));
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(all, NONCE_BYTES), record);
      byte[] text = cipher.doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
      return new String(text, StandardCharsets.UTF_8);
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      return standIn(stored); // another record's, or changed
    }
  }

  /// Whether [#open] gave this for want of the secret.
  public boolean isStandIn(String text) {
    return standIns.containsKey(text);
  }

  private String standIn(String stored) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(standInKey, "HmacSHA256"));
      byte[] code = mac.doFinal(stored.getBytes(StandardCharsets.UTF_8));
      String text = SecretText.base32(code);
      standIns.put(text, stored);
      return text;
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("every JDK has HMAC", absent);
    }
  }

  private static Cipher cipher(int mode, KeyRing.Key key, byte[] nonce, String record)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key.key(), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD((PREFIX + key.id() + '\n' + record).getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  @Override
  public String toString() {
    return "SecretBox" + (keys == null ? "[locked]" : keys.toString());
  }
}
