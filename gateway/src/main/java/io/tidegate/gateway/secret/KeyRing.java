package io.tidegate.gateway.secret;

import io.tidegate.gateway.config.TextFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// Keys that secrets are sealed under: the first seals, all of them open. Immutable; prints their
/// names alone.
///
/// As a file: a line for each key, 32 bytes in base64 (`openssl rand -base64 32`); empty lines and
/// those that begin with `#` are for people.
public final class KeyRing {
  /// AES-256.
  private static final int KEY_BYTES = 32;

  /// One is enough; two while a key is changed by hand.
  static final int MAX_KEYS = 16;

  /// Sixteen keys, and as many words about them.
  private static final int MAX_FILE_BYTES = 8 << 10;

  /// Told apart among sixteen; nothing of the key can be found by it.
  private static final int ID_BYTES = 4;

  private static final String HEAD =
      """
      # The key of the secrets in tidegate.db. Keep a copy in another place than the database:
      # without it passwords of cameras and services have to be typed again.
      """;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final List<Key> keys;

  private KeyRing(List<Key> keys) {
    this.keys = List.copyOf(keys);
  }

  /// One key.
  ///
  /// @param id what is written beside what it has sealed: hexadecimal, of its SHA-256
  record Key(String id, SecretKey key) {
    static Key of(byte[] bytes) {
      return new Key(id(bytes), new SecretKeySpec(bytes, "AES"));
    }

    private static String id(byte[] bytes) {
      try {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
        return HexFormat.of().formatHex(hash, 0, ID_BYTES);
      } catch (GeneralSecurityException absent) {
        throw new IllegalStateException("every JDK has SHA-256", absent);
      }
    }

    @Override
    public String toString() {
      return id;
    }
  }

  /// A ring of one new key.
  public static KeyRing random() {
    byte[] bytes = new byte[KEY_BYTES];
    RANDOM.nextBytes(bytes);
    return new KeyRing(List.of(Key.of(bytes)));
  }

  /// Reads a file.
  ///
  /// @throws IOException with a sentence that says what is wrong with it
  public static KeyRing read(Path file) throws IOException {
    return parse(TextFile.read(file.toString(), MAX_FILE_BYTES));
  }

  static KeyRing parse(String text) throws IOException {
    List<Key> keys = new ArrayList<>();
    for (String line : text.lines().map(String::strip).toList()) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        keys.add(Key.of(bytes(line)));
      }
    }
    if (keys.isEmpty() || keys.size() > MAX_KEYS) {
      throw new IOException("expected 1 to " + MAX_KEYS + " lines with a key");
    }
    return new KeyRing(keys);
  }

  private static byte[] bytes(String line) throws IOException {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(line);
    } catch (IllegalArgumentException _) {
      bytes = new byte[0];
    }
    if (bytes.length != KEY_BYTES) {
      throw new IOException("expected lines of " + KEY_BYTES + " bytes in base64");
    }
    return bytes;
  }

  /// Writes a file for its owner alone, whole or not at all.
  public void write(Path file) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    Files.createFile(
        draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(draft, text());
    try (FileChannel written = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      written.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  String text() {
    StringBuilder text = new StringBuilder(HEAD);
    for (Key key : keys) {
      byte[] bytes = key.key().getEncoded();
      text.append(Base64.getEncoder().encodeToString(bytes)).append('\n');
      Arrays.fill(bytes, (byte) 0);
    }
    return text.toString();
  }

  /// This one's first key, then all of `others`.
  public KeyRing before(KeyRing others) {
    List<Key> both = new ArrayList<>(List.of(keys.getFirst()));
    both.addAll(others.keys.subList(0, Math.min(others.keys.size(), MAX_KEYS - 1)));
    return new KeyRing(both);
  }

  /// Without all but the first key.
  public KeyRing first() {
    return new KeyRing(List.of(keys.getFirst()));
  }

  /// The one that seals.
  Key sealing() {
    return keys.getFirst();
  }

  /// The name of the one that seals.
  public String id() {
    return keys.getFirst().id();
  }

  public boolean has(String id) {
    return find(id).isPresent();
  }

  Optional<Key> find(String id) {
    return keys.stream().filter(key -> key.id().equals(id)).findFirst();
  }

  @Override
  public String toString() {
    return keys.toString();
  }
}
