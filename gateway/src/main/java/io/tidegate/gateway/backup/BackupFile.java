package io.tidegate.gateway.backup;

import io.tidegate.gateway.auth.Argon2;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A text under a passphrase: AES-256-GCM (NIST SP 800-38D) with a key that Argon2id (RFC 9106)
/// makes of it. Stateless; takes a moment and 64 MiB of heap, so not for event loops.
///
/// The head is authenticated with the text: `TGBACKUP`, a version (1), a byte of lanes, one of
/// passes, one that is 0, four of memory in KiB, 16 of salt, 12 of nonce; numbers are big-endian.
/// Then the cipher text, its last 16 bytes the tag.
public final class BackupFile {
  private static final byte[] MAGIC = "TGBACKUP".getBytes(StandardCharsets.US_ASCII);
  private static final byte VERSION = 1;
  private static final int SALT_BYTES = 16;
  private static final int NONCE_BYTES = 12;
  private static final int KEY_BYTES = 32;
  private static final int TAG_BYTES = 16;
  private static final int HEAD_BYTES = MAGIC.length + 4 + Integer.BYTES + SALT_BYTES + NONCE_BYTES;

  /// RFC 9106 §4, the second recommended option, with one lane as nothing runs side by side here.
  private static final Argon2 COST = new Argon2(64 << 10, 3, 1);

  private static final SecureRandom RANDOM = new SecureRandom();

  private BackupFile() {}

  /// What cannot be opened, in words for whoever sent it.
  public static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
      super(message);
    }
  }

  public static byte[] seal(String passphrase, String text) {
    byte[] salt = new byte[SALT_BYTES];
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(salt);
    RANDOM.nextBytes(nonce);
    byte[] head =
        ByteBuffer.allocate(HEAD_BYTES)
            .put(MAGIC)
            .put(VERSION)
            .put((byte) COST.lanes())
            .put((byte) COST.passes())
            .put((byte) 0)
            .putInt(COST.memoryKb())
            .put(salt)
            .put(nonce)
            .array();
    try {
      byte[] plain = text.getBytes(StandardCharsets.UTF_8);
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, key(COST, passphrase, salt), nonce, head).doFinal(plain);
      byte[] file = Arrays.copyOf(head, HEAD_BYTES + sealed.length);
      System.arraycopy(sealed, 0, file, HEAD_BYTES, sealed.length);
      return file;
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("every JDK has AES/GCM", absent);
    }
  }

  /// @throws UnreadableException when it is no backup, or the passphrase is another
  public static String open(String passphrase, byte[] file) throws UnreadableException {
    if (file.length < HEAD_BYTES + TAG_BYTES
        || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new UnreadableException("not a backup of Tidegate");
    }
    ByteBuffer head = ByteBuffer.wrap(file, MAGIC.length, HEAD_BYTES - MAGIC.length);
    byte version = head.get();
    if (version != VERSION) {
      throw new UnreadableException(
          "a backup of form " + version + ", this release knows form " + VERSION);
    }
    byte[] salt = new byte[SALT_BYTES];
    byte[] nonce = new byte[NONCE_BYTES];
    Argon2 cost = cost(head);
    head.get(salt).get(nonce);
    try {
      Cipher cipher =
          cipher(
              Cipher.DECRYPT_MODE,
              key(cost, passphrase, salt),
              nonce,
              Arrays.copyOf(file, HEAD_BYTES));
      byte[] plain = cipher.doFinal(file, HEAD_BYTES, file.length - HEAD_BYTES);
      return new String(plain, StandardCharsets.UTF_8);
    } catch (GeneralSecurityException _) {
      throw new UnreadableException("the passphrase is another, or the backup is damaged");
    }
  }

  private static Argon2 cost(ByteBuffer head) throws UnreadableException {
    int lanes = Byte.toUnsignedInt(head.get());
    int passes = Byte.toUnsignedInt(head.get());
    byte reserved = head.get();
    int memoryKb = head.getInt();
    try {
      if (reserved == 0) {
        return new Argon2(memoryKb, passes, lanes);
      }
    } catch (IllegalArgumentException _) {
      // said below
    }
    throw new UnreadableException("a damaged backup: its head makes no sense");
  }

  private static SecretKeySpec key(Argon2 cost, String passphrase, byte[] salt) {
    return new SecretKeySpec(cost.derive(passphrase, salt, KEY_BYTES), "AES");
  }

  private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, byte[] head)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
    cipher.updateAAD(head);
    return cipher;
  }
}
