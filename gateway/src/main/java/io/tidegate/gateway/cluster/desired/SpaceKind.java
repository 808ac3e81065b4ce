package io.tidegate.gateway.cluster.desired;

import io.tidegate.cluster.state.StateRecord;
import io.tidegate.cluster.state.StateRefusedException;
import io.tidegate.gateway.space.Space;
import io.tidegate.gateway.store.Agreement;
import io.tidegate.gateway.store.SpaceStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Spaces by name.
final class SpaceKind implements StoredKind {
  private final SpaceStore store;

  SpaceKind(SpaceStore store) {
    this.store = store;
  }

  @Override
  public String name() {
    return SpaceStore.KIND;
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
    store.all().forEach(space -> stored.put(space.name(), SpaceStore.document(space)));
    return stored;
  }

  @Override
  public Set<String> unreadable() {
    return Set.of();
  }

  @Override
  public String canonical(String body) throws StateRefusedException {
    return SpaceStore.document(StoredKind.read(() -> SpaceStore.space("any", body)));
  }

  @Override
  public void apply(List<StateRecord> records)
      throws StateRefusedException, IOException, InterruptedException {
    for (StateRecord record : records) {
      String name = record.id().key();
      String who = StoredKind.who(record);
      if (!record.deleted()) {
        Space space = StoredKind.read(() -> SpaceStore.space(name, record.body()));
        StoredKind.await(store.put(who, space, _ -> true));
      } else if (store.find(name) != null) {
        StoredKind.await(store.remove(who, name, _ -> true));
      }
    }
  }
}
