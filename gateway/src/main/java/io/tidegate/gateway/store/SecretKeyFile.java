package io.tidegate.gateway.store;

import io.tidegate.gateway.secret.KeyRing;
import io.tidegate.gateway.secret.SecretBox;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the key of the secrets lies: outside the database, so that a copy of the one gives away
/// nothing without the other. Immutable; not for event loops.
///
/// @param own whether the file is the gateway's to make and to change; else somebody else keeps it,
///   such as systemd
public record SecretKeyFile(Path file, boolean own) {
  private static final Logger log = LoggerFactory.getLogger(SecretKeyFile.class);

  /// In the data folder.
  private static final String NAME = "secret.key";

  /// @param folder of the gateway's own files
  /// @param given by a setting, null for the gateway's own
  public static SecretKeyFile of(Path folder, @Nullable Path given) {
    Path own = folder.resolve(NAME);
    return given == null || given.equals(own)
        ? new SecretKeyFile(own, true)
        : new SecretKeyFile(given, false);
  }

  /// The gateway's own.
  static SecretKeyFile beside(Path database) {
    return of(database.toAbsolutePath().resolveSibling(""), null);
  }

  /// Makes the key at the first start, and seals what is stored under another one or not at all.
  /// Where the key is not here, or another one, the box is locked and nothing is changed.
  public SecretBox open(Path database) throws StoreException {
    Database opened = Database.open(database, Schema.ROUTES);
    try {
      return open(new SecretRows(opened));
    } catch (SQLException unusable) {
      throw opened.problem(unusable);
    } finally {
      close(opened);
    }
  }

  private SecretBox open(SecretRows rows) throws SQLException, StoreException {
    String sealedUnder = rows.sealedUnder();
    KeyRing ring;
    try {
      if (own && sealedUnder == null && !Files.exists(file)) {
        KeyRing.random().write(file);
      }
      ring = KeyRing.read(file);
    } catch (IOException unreadable) {
      return locked(null, unreadable.getMessage());
    }
    if (sealedUnder != null && !ring.has(sealedUnder)) {
      return locked(ring, "it has the key " + ring + ", they are sealed under " + sealedUnder);
    }
    SecretBox box = SecretBox.of(ring);
    seal(rows, box, ring.id());
    return box;
  }

  private SecretBox locked(@Nullable KeyRing ring, @Nullable String why) {
    String problem = "the key of the secrets, " + file + ": " + why;
    log.error(
        "{}; nothing of them can be read or stored until it is back, or rotate-key makes another",
        problem);
    return SecretBox.locked(ring, problem);
  }

  private static Set<String> seal(SecretRows rows, SecretBox box, String key)
      throws SQLException, StoreException {
    Set<String> lost = Set.of();
    if (!key.equals(rows.sealedUnder()) || !rows.isClean(key)) {
      lost = rows.seal(box, key);
      log.info("secrets are sealed under the key {}", key);
    }
    if (!rows.isClean(key)) {
      try {
        rows.clean(key);
      } catch (SQLException noRoom) {
        log.warn(
            "older forms of secrets may be left in the database until the next start: {}",
            noRoom.getMessage());
      }
    }
    return lost;
  }

  /// What [#rotate] has done.
  ///
  /// @param key the name of the key from now on
  /// @param lost records with secrets that no key opens: they are as they were
  public record Rotation(String key, Set<String> lost) {}

  /// Seals everything under a new key, and forgets the older ones; of a file that is not ours,
  /// under its first key. While no gateway runs.
  ///
  /// @throws IOException when the key cannot be read or written
  public Rotation rotate(Path database) throws StoreException, IOException {
    Database opened = Database.open(database, Schema.ROUTES);
    try {
      SecretRows rows = new SecretRows(opened);
      KeyRing ring = own ? renewed() : KeyRing.read(file);
      if (own) {
        ring.write(file); // with the older keys, until nothing needs them
      }
      Set<String> lost = seal(rows, SecretBox.of(ring), ring.id());
      if (own) {
        ring.first().write(file);
      }
      return new Rotation(ring.id(), lost);
    } catch (SQLException unusable) {
      throw opened.problem(unusable);
    } finally {
      close(opened);
    }
  }

  private KeyRing renewed() throws IOException {
    KeyRing fresh = KeyRing.random();
    return Files.exists(file) ? fresh.before(KeyRing.read(file)) : fresh;
  }

  private static void close(Database opened) throws StoreException {
    try {
      opened.close();
    } catch (SQLException failure) {
      throw opened.problem(failure);
    }
  }
}
