package io.tidegate.gateway.cluster.desired;

import io.tidegate.cluster.state.StateRecord;
import io.tidegate.cluster.state.StateRefusedException;
import io.tidegate.gateway.config.SettingsSource;
import io.tidegate.gateway.settings.SettingsBook;
import io.tidegate.gateway.store.Agreement;
import io.tidegate.gateway.store.SettingsStore;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Settings that the API has stored, by path, but those of one node. Values are as they are written
/// in the configuration.
final class SettingKind implements StoredKind {
  private final SettingsBook book;

  SettingKind(SettingsBook book) {
    this.book = book;
  }

  @Override
  public String name() {
    return SettingsStore.SETTING;
  }

  @Override
  public void agree(Agreement with) {
    book.store().agree(with);
  }

  @Override
  public boolean isTold() {
    return true;
  }

  @Override
  public Map<String, String> stored() {
    Map<String, String> stored = new TreeMap<>(book.newest().values());
    stored.keySet().removeIf(SettingsSource::isOfNode);
    return stored;
  }

  @Override
  public Set<String> unreadable() {
    return book.store().unreadable();
  }

  @Override
  public String canonical(String body) {
    return body;
  }

  @Override
  public void apply(List<StateRecord> records)
      throws StateRefusedException, IOException, InterruptedException {
    Map<String, @Nullable String> changes = new TreeMap<>();
    for (StateRecord record : records) {
      String path = record.id().key();
      if (SettingsSource.isOfNode(path)) {
        throw new StateRefusedException("is each node's own, or unknown to this release");
      }
      changes.put(path, record.deleted() ? null : record.body());
    }
    StoredKind.await(book.change(StoredKind.who(records.getFirst()), changes, _ -> true));
  }
}
