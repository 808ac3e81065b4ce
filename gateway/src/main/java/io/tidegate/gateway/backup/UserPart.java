package io.tidegate.gateway.backup;

import io.tidegate.gateway.account.Journal;
import io.tidegate.gateway.auth.Directory;
import io.tidegate.gateway.auth.Principal;
import io.tidegate.gateway.auth.User;
import io.tidegate.gateway.backup.BackupFile.UnreadableException;
import io.tidegate.gateway.backup.PartChange.Why;
import io.tidegate.gateway.event.Event.Move;
import io.tidegate.gateway.event.Event.Subject;
import io.tidegate.gateway.store.AccountDocuments;
import io.tidegate.gateway.store.AccountStore;
import io.tidegate.gateway.store.AccountStore.Outcome;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.media.Nullable;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/// Users by name, with the hashes of their passwords and their second factors. Log-ins are each
/// machine's own; those of somebody who changes end.
final class UserPart implements BackupPart {
  private final AccountStore store;
  private final Journal journal;

  UserPart(AccountStore store, Journal journal) {
    this.store = store;
    this.journal = journal;
  }

  @Override
  public BackupKind kind() {
    return BackupKind.USERS;
  }

  @Override
  public Map<String, String> stored() {
    return documents(store.directory());
  }

  private static Map<String, String> documents(Directory directory) {
    Map<String, String> stored = new TreeMap<>();
    directory.users().forEach((name, user) -> stored.put(name, AccountDocuments.of(user)));
    return stored;
  }

  @Override
  public @Nullable String problem() {
    return store.directory().users().values().stream()
        .filter(user -> !store.isReadable(user))
        .map(user -> "the second factor of " + user.name() + " cannot be read")
        .findFirst()
        .orElse(null);
  }

  @Override
  public String checked(String key, String document) throws UnreadableException {
    return BackupPart.read(
        kind(), key, () -> AccountDocuments.of(AccountDocuments.user(key, document, null)));
  }

  @Override
  public Map<String, Why> kept(Request request) {
    Principal by = request.by();
    return by.kind() == Principal.Kind.USER ? Map.of(by.name(), Why.RESTORER) : Map.of();
  }

  @Override
  public void check(Changes changes) throws StoreException {
    Directory ignored = without(with(store.directory(), changes), changes);
  }

  @Override
  public CompletableFuture<?> bring(String who, Changes changes) {
    return change(who, all -> with(all, changes))
        .thenAccept(_ -> changes.put().keySet().forEach(name -> note(who, name, "stored")));
  }

  @Override
  public CompletableFuture<?> clear(String who, Changes changes) {
    return change(who, all -> without(all, changes))
        .thenAccept(_ -> changes.gone().forEach(name -> note(who, name, "")));
  }

  /// What becomes of all.
  @FunctionalInterface
  private interface Step {
    Directory of(Directory all) throws StoreException;
  }

  private CompletableFuture<Boolean> change(String who, Step step) {
    return store.change(who, all -> new Outcome<>(step.of(all), true));
  }

  private static Directory with(Directory all, Changes changes) {
    Directory after = all;
    for (Map.Entry<String, String> one : changes.put().entrySet()) {
      User before = all.users().get(one.getKey());
      User user = AccountDocuments.user(one.getKey(), one.getValue(), before);
      boolean stays = before != null && before.id().equals(user.id()) && user.enabled();
      after = (stays ? after : after.withoutLogins(user.name(), null)).with(user);
    }
    return after;
  }

  private static Directory without(Directory all, Changes changes) throws StoreException {
    Directory after = all;
    for (String name : changes.gone()) {
      after = after.withoutUser(name);
    }
    if (!after.users().isEmpty() && !after.hasAdministrator()) {
      throw StoreException.conflict("nobody would be left who may do everything");
    }
    return after;
  }

  private void note(String who, String name, String to) {
    journal.note(new Subject("user", "", name), new Move("", to, who, "by a backup"));
  }
}
