package io.tidegate.gateway.cluster.desired;

import io.tidegate.cluster.state.StateRecord;
import io.tidegate.cluster.state.StateRefusedException;
import io.tidegate.gateway.auth.Directory;
import io.tidegate.gateway.auth.User;
import io.tidegate.gateway.store.AccountDocuments;
import io.tidegate.gateway.store.AccountStore;
import io.tidegate.gateway.store.AccountStore.Outcome;
import io.tidegate.gateway.store.Agreement;
import io.tidegate.gateway.store.StoreException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Users by name. Their log-ins are each node's own, and end with their right to be here.
final class UserKind implements StoredKind {
  private final AccountStore store;

  UserKind(AccountStore store) {
    this.store = store;
  }

  @Override
  public String name() {
    return AccountStore.USERS;
  }

  @Override
  public void agree(Agreement with) {
    store.agree(with);
  }

  @Override
  public boolean isTold() {
    return false;
  }

  @Override
  public Map<String, String> stored() {
    Map<String, String> stored = new TreeMap<>();
    store.directory().users().forEach((name, user) -> stored.put(name, AccountDocuments.of(user)));
    return stored;
  }

  @Override
  public Set<String> unreadable() {
    Set<String> names = new TreeSet<>();
    store.directory().users().values().stream()
        .filter(user -> !store.isReadable(user))
        .forEach(user -> names.add(user.name()));
    return names;
  }

  @Override
  public String canonical(String body) throws StateRefusedException {
    return AccountDocuments.of(StoredKind.read(() -> AccountDocuments.user("anybody", body, null)));
  }

  @Override
  public void apply(List<StateRecord> records)
      throws StateRefusedException, IOException, InterruptedException {
    StoredKind.await(
        store.change(
            StoredKind.who(records.getFirst()),
            all -> {
              Directory after = all;
              for (StateRecord record : records) {
                after = with(after, record);
              }
              if (all.hasAdministrator() && !after.hasAdministrator()) {
                throw StoreException.conflict("nobody would be left who may do everything");
              }
              return new Outcome<>(after, true);
            }));
  }

  private static Directory with(Directory all, StateRecord record) throws StoreException {
    String name = record.id().key();
    if (record.deleted()) {
      return all.withoutUser(name);
    }
    User before = all.users().get(name);
    try {
      User user = StoredKind.read(() -> AccountDocuments.user(name, record.body(), before));
      boolean stays = before != null && before.id().equals(user.id()) && user.enabled();
      return (stays ? all : all.withoutLogins(name, null)).with(user);
    } catch (StateRefusedException unknown) {
      throw StoreException.conflict(String.valueOf(unknown.getMessage()));
    }
  }
}
