package io.tidegate.gateway.backup;

import io.tidegate.gateway.backup.BackupFile.UnreadableException;
import io.tidegate.gateway.feature.FeatureBook;
import io.tidegate.gateway.feature.FeatureTable;
import io.tidegate.media.Nullable;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/// Values of feature switches by path, in percent, as one change that can be undone.
final class SwitchPart implements BackupPart {
  private static final String PERCENT = "\\d{1,2}|100";

  private final FeatureBook book;

  SwitchPart(FeatureBook book) {
    this.book = book;
  }

  @Override
  public BackupKind kind() {
    return BackupKind.SWITCHES;
  }

  @Override
  public Map<String, String> stored() {
    return new TreeMap<>(book.newest().values());
  }

  @Override
  public @Nullable String problem() {
    return null; // holds no secret
  }

  @Override
  public String checked(String key, String document) throws UnreadableException {
    return BackupPart.read(
        kind(),
        key,
        () -> {
          if (FeatureTable.Path.parse(key).isEmpty() || !document.matches(PERCENT)) {
            throw new IllegalArgumentException("no such switch in this release");
          }
          return document;
        });
  }

  @Override
  public CompletableFuture<?> bring(String who, Changes changes) {
    return book.restore(who, changes.put(), changes.gone());
  }

  @Override
  public CompletableFuture<?> clear(String who, Changes changes) {
    return CompletableFuture.completedFuture(null);
  }
}
