package io.tidegate.gateway.cluster.desired;

import io.tidegate.cluster.state.StateRecord;
import io.tidegate.cluster.state.StateRefusedException;
import io.tidegate.gateway.access.SigningKey;
import io.tidegate.gateway.store.Agreement;
import io.tidegate.gateway.store.SigningKeyStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Keys of signed URLs by name.
final class SigningKeyKind implements StoredKind {
  private final SigningKeyStore store;

  SigningKeyKind(SigningKeyStore store) {
    this.store = store;
  }

  @Override
  public String name() {
    return SigningKeyStore.KIND;
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
    store.keys().forEach((name, key) -> stored.put(name, SigningKeyStore.document(key)));
    return stored;
  }

  @Override
  public Set<String> unreadable() {
    return Set.copyOf(store.unreadable());
  }

  @Override
  public String canonical(String body) throws StateRefusedException {
    return SigningKeyStore.document(StoredKind.read(() -> SigningKeyStore.key("any", body)));
  }

  @Override
  public void apply(List<StateRecord> records)
      throws StateRefusedException, IOException, InterruptedException {
    for (StateRecord record : records) {
      String name = record.id().key();
      String who = StoredKind.who(record);
      if (!record.deleted()) {
        SigningKey key = StoredKind.read(() -> SigningKeyStore.key(name, record.body()));
        StoredKind.await(store.put(who, key));
      } else if (store.keys().containsKey(name)) {
        StoredKind.await(store.remove(who, name));
      }
    }
  }
}
