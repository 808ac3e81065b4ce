package io.tidegate.gateway.cluster.desired;

import io.tidegate.cluster.state.StateRecord;
import io.tidegate.cluster.state.StateRefusedException;
import io.tidegate.gateway.feature.FeatureBook;
import io.tidegate.gateway.feature.FeatureTable;
import io.tidegate.gateway.store.Agreement;
import io.tidegate.gateway.store.SettingsStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Values of feature switches by path, in percent.
final class SwitchKind implements StoredKind {
  private final FeatureBook book;

  SwitchKind(FeatureBook book) {
    this.book = book;
  }

  @Override
  public String name() {
    return SettingsStore.FEATURE;
  }

  @Override
  public void agree(Agreement with) {
    book.agree(with);
  }

  @Override
  public boolean isTold() {
    return true;
  }

  @Override
  public Map<String, String> stored() {
    return book.newest().values();
  }

  @Override
  public Set<String> unreadable() {
    return Set.of();
  }

  @Override
  public String canonical(String body) {
    return body;
  }

  @Override
  public void apply(List<StateRecord> records)
      throws StateRefusedException, IOException, InterruptedException {
    for (StateRecord record : records) {
      FeatureTable.Path path =
          FeatureTable.Path.parse(record.id().key())
              .orElseThrow(() -> new StateRefusedException("no such switch in this release"));
      Integer percent =
          record.deleted() ? null : StoredKind.read(() -> Integer.valueOf(record.body()));
      StoredKind.await(book.set(StoredKind.who(record), path, percent, _ -> true));
    }
  }
}
