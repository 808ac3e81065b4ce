package io.tidegate.gateway.cluster.desired;

import io.tidegate.cluster.state.StateRecord;
import io.tidegate.cluster.state.StateRefusedException;
import io.tidegate.gateway.storage.StorageBook;
import io.tidegate.gateway.storage.StorageSpec;
import io.tidegate.gateway.store.Agreement;
import io.tidegate.gateway.store.StorageProfileStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Storage profiles of the API by name, with their secrets.
final class StorageKind implements StoredKind {
  private final StorageBook book;
  private final StorageProfileStore store;

  StorageKind(StorageBook book) {
    this.book = book;
    this.store = book.store();
  }

  @Override
  public String name() {
    return StorageProfileStore.KIND;
  }

  @Override
  public void agree(Agreement with) {
    store.agree(with);
  }

  @Override
  public boolean isTold() {
    return true;
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
  public Set<String> unreadable() {
    Set<String> names = new TreeSet<>();
    store
        .profiles()
        .forEach((name, one) -> {
          if (!store.isReadable(one.spec())) {
            names.add(name);
          }
        });
    return names;
  }

  @Override
  public String canonical(String body) throws StateRefusedException {
    return StorageProfileStore.document(StoredKind.read(() -> StorageProfileStore.spec(body)));
  }

  @Override
  public void apply(List<StateRecord> records)
      throws StateRefusedException, IOException, InterruptedException {
    for (StateRecord record : records) {
      String name = record.id().key();
      String who = StoredKind.who(record);
      if (!record.deleted()) {
        StorageSpec spec = StoredKind.read(() -> StorageProfileStore.spec(record.body()));
        StoredKind.await(book.put(who, spec, _ -> true));
      } else if (store.profiles().containsKey(name)) {
        StoredKind.await(book.remove(who, name, _ -> true));
      }
    }
  }
}
