package io.tidegate.gateway.backup;

import io.tidegate.gateway.account.Journal;
import io.tidegate.gateway.auth.ApiToken;
import io.tidegate.gateway.auth.Directory;
import io.tidegate.gateway.auth.Principal;
import io.tidegate.gateway.backup.BackupFile.UnreadableException;
import io.tidegate.gateway.backup.PartChange.Why;
import io.tidegate.gateway.event.Event.Move;
import io.tidegate.gateway.event.Event.Subject;
import io.tidegate.gateway.store.AccountDocuments;
import io.tidegate.gateway.store.AccountStore;
import io.tidegate.gateway.store.AccountStore.Outcome;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.media.Nullable;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/// API tokens by id, with the hashes of their secrets: programs go on with those that they have.
final class TokenPart implements BackupPart {
  private final AccountStore store;
  private final Journal journal;

  TokenPart(AccountStore store, Journal journal) {
    this.store = store;
    this.journal = journal;
  }

  @Override
  public BackupKind kind() {
    return BackupKind.TOKENS;
  }

  @Override
  public Map<String, String> stored() {
    Map<String, String> stored = new TreeMap<>();
    store.directory().tokens().forEach((id, token) -> stored.put(id, AccountDocuments.of(token)));
    return stored;
  }

  @Override
  public @Nullable String problem() {
    return null; // of a hash nothing is sealed
  }

  @Override
  public String checked(String key, String document) throws UnreadableException {
    return BackupPart.read(kind(), key, () -> AccountDocuments.of(token(key, document)));
  }

  private static ApiToken token(String id, String document) {
    return AccountDocuments.token(id, document, null);
  }

  @Override
  public String name(String key, String document) {
    return token(key, document).name();
  }

  @Override
  public Map<String, Why> kept(Request request) {
    Principal by = request.by();
    return by.kind() == Principal.Kind.TOKEN ? Map.of(by.id(), Why.RESTORER) : Map.of();
  }

  @Override
  public void check(Changes changes) throws StoreException {
    Set<String> hashes = new HashSet<>();
    for (ApiToken token : with(store.directory(), changes).tokens().values()) {
      if (!hashes.add(token.hash())) {
        throw StoreException.conflict("another token has the secret of " + token.name());
      }
    }
  }

  @Override
  public CompletableFuture<?> bring(String who, Changes changes) {
    return store
        .change(who, all -> new Outcome<>(with(all, changes), true))
        .thenAccept(
            _ -> changes.put().forEach((id, document) -> note(who, id, document, "stored")));
  }

  private static Directory with(Directory all, Changes changes) {
    Directory after = all;
    for (Map.Entry<String, String> one : changes.put().entrySet()) {
      String id = one.getKey();
      after = after.with(AccountDocuments.token(id, one.getValue(), all.tokens().get(id)));
    }
    return after;
  }

  @Override
  public CompletableFuture<?> clear(String who, Changes changes) {
    return store
        .change(
            who,
            all -> {
              Directory after = all;
              for (String id : changes.gone()) {
                after = after.withoutToken(id);
              }
              return new Outcome<>(after, true);
            })
        .thenAccept(_ -> changes.gone().forEach(id -> note(who, id, changes.stored().get(id), "")));
  }

  private void note(String who, String id, @Nullable String document, String to) {
    String name = document == null ? id : name(id, document);
    journal.note(new Subject("token", "", name), new Move("", to, who, "by a backup"));
  }
}
