package io.tidegate.gateway.backup;

import io.tidegate.gateway.account.Journal;
import io.tidegate.gateway.backup.BackupFile.UnreadableException;
import io.tidegate.gateway.event.Event.Move;
import io.tidegate.gateway.event.Event.Subject;
import io.tidegate.gateway.space.Space;
import io.tidegate.gateway.store.SpaceStore;
import io.tidegate.media.Nullable;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/// Spaces by name, with their quotas.
final class SpacePart implements BackupPart {
  private final SpaceStore store;
  private final Journal journal;

  SpacePart(SpaceStore store, Journal journal) {
    this.store = store;
    this.journal = journal;
  }

  @Override
  public BackupKind kind() {
    return BackupKind.SPACES;
  }

  @Override
  public Map<String, String> stored() {
    Map<String, String> stored = new TreeMap<>();
    store.all().forEach(space -> stored.put(space.name(), SpaceStore.document(space)));
    return stored;
  }

  @Override
  public @Nullable String problem() {
    return null; // holds no secret
  }

  @Override
  public String checked(String key, String document) throws UnreadableException {
    return BackupPart.read(kind(), key, () -> SpaceStore.document(SpaceStore.space(key, document)));
  }

  @Override
  public CompletableFuture<?> bring(String who, Changes changes) {
    return Steps.each(
        changes.put().entrySet(),
        one -> {
          Space space = SpaceStore.space(one.getKey(), one.getValue());
          return store
              .put(who, space, _ -> true)
              .thenAccept(_ -> note(who, space.name(), "stored"));
        });
  }

  @Override
  public CompletableFuture<?> clear(String who, Changes changes) {
    return Steps.each(
        changes.gone(),
        name -> store.remove(who, name, _ -> true).thenAccept(_ -> note(who, name, "")));
  }

  private void note(String who, String name, String to) {
    journal.note(new Subject("space", "", name), new Move("", to, who, "by a backup"));
  }
}
