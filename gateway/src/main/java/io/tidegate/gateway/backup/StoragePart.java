package io.tidegate.gateway.backup;

import io.tidegate.gateway.backup.BackupFile.UnreadableException;
import io.tidegate.gateway.backup.PartChange.Why;
import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.route.RecordingSpec;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.StillSpec;
import io.tidegate.gateway.storage.StorageBook;
import io.tidegate.gateway.storage.StorageSpec;
import io.tidegate.gateway.store.SpaceStore;
import io.tidegate.gateway.store.StorageProfileStore;
import io.tidegate.media.Nullable;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/// Storage profiles of the API by name, with their secrets.
final class StoragePart implements BackupPart {
  private final StorageBook book;
  private final StorageProfileStore store;

  StoragePart(StorageBook book) {
    this.book = book;
    this.store = book.store();
  }

  @Override
  public BackupKind kind() {
    return BackupKind.STORAGE;
  }

  @Override
  public Map<String, String> stored() {
    Map<String, String> stored = new TreeMap<>();
    store
        .profiles()
        .forEach((name, one) -> stored.put(name, StorageProfileStore.document(one.spec())));
    return stored;
  }

  @Override
  public @Nullable String problem() {
    return store.profiles().entrySet().stream()
        .filter(one -> !store.isReadable(one.getValue().spec()))
        .map(one -> "the secret of the storage profile " + one.getKey() + " cannot be read")
        .findFirst()
        .orElse(null);
  }

  @Override
  public String checked(String key, String document) throws UnreadableException {
    return BackupPart.read(
        kind(),
        key,
        () -> {
          StorageSpec spec = StorageProfileStore.spec(document);
          if (!spec.name().equals(key)) {
            throw new IllegalArgumentException("has another name");
          }
          return StorageProfileStore.document(spec);
        });
  }

  @Override
  public Map<String, Why> kept(Request request) {
    Map<String, Why> kept = new TreeMap<>();
    Map<String, String> wanted =
        request.content().things().getOrDefault(BackupKind.STORAGE, Map.of());
    for (String name : store.profiles().keySet()) {
      if (book.waiting(name) > 0 && !wanted.containsKey(name)) {
        kept.put(name, Why.UPLOADS);
      } else if (isNamed(request.content(), name) && !wanted.containsKey(name)) {
        kept.put(name, Why.NAMED);
      }
    }
    book.ofFile().forEach(name -> kept.put(name, Why.FILE));
    return kept;
  }

  private static boolean isNamed(BackupContent content, String profile) {
    for (RouteSpec route : content.routes()) {
      if (RecordingSpec.storage(route).equals(profile)
          || StillSpec.storage(route).equals(profile)) {
        return true;
      }
    }
    return content.things().getOrDefault(BackupKind.SPACES, Map.of()).entrySet().stream()
        .anyMatch(one -> SpaceStore.space(one.getKey(), one.getValue()).storage().equals(profile));
  }

  @Override
  public CompletableFuture<?> bring(String who, Changes changes) {
    return Steps.each(
        changes.put().values(),
        document -> {
          try {
            return book.put(who, StorageProfileStore.spec(document), _ -> true);
          } catch (ConfigException bug) {
            throw new IllegalStateException("was read before", bug);
          }
        });
  }

  @Override
  public CompletableFuture<?> clear(String who, Changes changes) {
    return Steps.each(changes.gone(), name -> book.remove(who, name, _ -> true));
  }
}
