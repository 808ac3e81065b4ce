package io.tidegate.gateway.backup;

import io.tidegate.gateway.auth.Principal;
import io.tidegate.gateway.backup.BackupFile.UnreadableException;
import io.tidegate.gateway.backup.PartChange.Why;
import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.media.Nullable;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Things of one kind, as a backup takes them out of their store and brings them back: by the same
/// way as if somebody edited them. Any thread; everything but [#bring] and [#clear] may wait for a
/// disk.
interface BackupPart {
  BackupKind kind();

  /// Documents by key, with their secrets.
  ///
  /// @throws StoreException when a disk cannot be read
  Map<String, String> stored() throws StoreException;

  /// Why not everything that is stored can be read; null when it can.
  @Nullable
  String problem();

  /// A document as this release writes it.
  ///
  /// @throws UnreadableException when this release cannot read it
  String checked(String key, String document) throws UnreadableException;

  /// What people call it.
  default String name(String key, String document) {
    return key;
  }

  /// What is to stay as it is here, by key.
  default Map<String, Why> kept(Request request) {
    return Map.of();
  }

  /// What would be refused, before anything is changed.
  ///
  /// @throws StoreException when it would be
  default void check(Changes changes) throws StoreException {}

  /// Adds and changes. Where all is one change, takes away, too.
  CompletableFuture<?> bring(String who, Changes changes);

  /// Takes away.
  CompletableFuture<?> clear(String who, Changes changes);

  /// What somebody wants.
  ///
  /// @param by who restores
  record Request(Principal by, BackupContent content) {}

  /// What has to become of the things of one kind.
  ///
  /// @param stored as they are
  /// @param put documents of what is added or changes
  /// @param gone what is taken away
  record Changes(Map<String, String> stored, Map<String, String> put, Set<String> gone) {}

  /// Reads a document.
  @FunctionalInterface
  interface Reading<T> {
    T read() throws Exception;
  }

  /// @throws UnreadableException when it cannot be read; says nothing of its secrets
  static <T> T read(BackupKind kind, String key, Reading<T> reading) throws UnreadableException {
    try {
      return reading.read();
    } catch (ConfigException | IllegalArgumentException | GeneralSecurityException wrong) {
      throw new UnreadableException(kind.label() + ", " + key + ": " + wrong.getMessage());
    } catch (Exception _) { // the message may quote what stands there
      throw new UnreadableException(kind.label() + ", " + key + ": cannot be read");
    }
  }
}
