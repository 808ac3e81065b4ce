package io.tidegate.gateway.backup;

import io.tidegate.gateway.backup.PartChange.Why;
import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.settings.SettingsBook;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.media.Nullable;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/// Stored settings by path, as one change that can be undone. How other nodes know a machine is not
/// brought to another one.
final class SettingPart implements BackupPart {
  private static final String CLUSTER = "cluster.";

  private final SettingsBook book;

  SettingPart(SettingsBook book) {
    this.book = book;
  }

  @Override
  public BackupKind kind() {
    return BackupKind.SETTINGS;
  }

  @Override
  public Map<String, String> stored() {
    return new TreeMap<>(book.newest().values());
  }

  @Override
  public @Nullable String problem() {
    return book.problem();
  }

  @Override
  public String checked(String key, String document) {
    return document; // all together are looked at below
  }

  @Override
  public Map<String, Why> kept(Request request) {
    Set<String> paths = new TreeSet<>(book.newest().values().keySet());
    paths.addAll(request.content().things().getOrDefault(kind(), Map.of()).keySet());
    Map<String, Why> kept = new HashMap<>();
    paths.stream()
        .filter(path -> path.startsWith(CLUSTER))
        .forEach(path -> kept.put(path, Why.MACHINE));
    return kept;
  }

  private static Map<String, @Nullable String> patch(Changes changes) {
    Map<String, @Nullable String> patch = new HashMap<>();
    changes.gone().forEach(path -> patch.put(path, null));
    patch.putAll(changes.put());
    return patch;
  }

  @Override
  public void check(Changes changes) throws StoreException {
    try {
      book.rehearse(patch(changes));
    } catch (ConfigException wrong) {
      throw StoreException.invalid(String.valueOf(wrong.getMessage()));
    }
  }

  @Override
  public CompletableFuture<?> bring(String who, Changes changes) {
    return book.change(who, patch(changes), _ -> true);
  }

  @Override
  public CompletableFuture<?> clear(String who, Changes changes) {
    return CompletableFuture.completedFuture(null);
  }
}
