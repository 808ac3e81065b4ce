package io.tidegate.gateway.backup;

import io.tidegate.gateway.account.Journal;
import io.tidegate.gateway.backup.BackupFile.UnreadableException;
import io.tidegate.gateway.event.Event.Move;
import io.tidegate.gateway.event.Event.Subject;
import io.tidegate.gateway.store.SigningKeyStore;
import io.tidegate.media.Nullable;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/// Keys of signed URLs by name: addresses that were given out stay good.
final class SigningKeyPart implements BackupPart {
  private final SigningKeyStore store;
  private final Journal journal;

  SigningKeyPart(SigningKeyStore store, Journal journal) {
    this.store = store;
    this.journal = journal;
  }

  @Override
  public BackupKind kind() {
    return BackupKind.SIGNING_KEYS;
  }

  @Override
  public Map<String, String> stored() {
    Map<String, String> stored = new TreeMap<>();
    store.keys().forEach((name, key) -> stored.put(name, SigningKeyStore.document(key)));
    return stored;
  }

  @Override
  public @Nullable String problem() {
    return store.unreadable().isEmpty()
        ? null
        : "keys of signed URLs cannot be read: " + String.join(", ", store.unreadable());
  }

  @Override
  public String checked(String key, String document) throws UnreadableException {
    return BackupPart.read(
        kind(), key, () -> SigningKeyStore.document(SigningKeyStore.key(key, document)));
  }

  @Override
  public CompletableFuture<?> bring(String who, Changes changes) {
    return Steps.each(
        changes.put().entrySet(),
        one -> {
          String name = one.getKey();
          return store
              .put(who, SigningKeyStore.key(name, one.getValue()))
              .thenAccept(_ -> note(who, name, "stored"));
        });
  }

  @Override
  public CompletableFuture<?> clear(String who, Changes changes) {
    return Steps.each(
        changes.gone(), name -> store.remove(who, name).thenAccept(_ -> note(who, name, "")));
  }

  private void note(String who, String name, String to) {
    journal.note(new Subject(SigningKeyStore.KIND, "", name), new Move("", to, who, "by a backup"));
  }
}
