package io.tidegate.gateway.settings;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.SettingView;
import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.config.SettingsSource;
import io.tidegate.gateway.store.SettingsStore;
import io.tidegate.gateway.store.SettingsVersion;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.media.Nullable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The settings: where they come from, what the API has stored of them, and what of that runs. Any
/// thread.
///
/// 1. [#open], [#atStart] to build everything by.
/// 2. [#follow] before the first change.
/// 3. [#change], [#undo]: on the disk, then told to the follower, then the future completes.
/// 4. [#close].
public final class SettingsBook implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SettingsBook.class);

  private final SettingsSource source;
  private final SettingsStore store;
  private final Map<String, String> started;
  private final Settings atStart;

  /// What was stored of what runs.
  private volatile Map<String, String> running;

  private volatile @Nullable String leftOut;
  private volatile BiConsumer<SettingsVersion, Settings> follower = (_, _) -> {};

  private SettingsBook(
      SettingsSource source,
      SettingsStore store,
      Map<String, String> started,
      Settings atStart,
      @Nullable String leftOut) {
    this.source = source;
    this.store = store;
    this.started = started;
    this.running = started;
    this.atStart = atStart;
    this.leftOut = leftOut;
  }

  /// What is stored and does not go with file and environment any more is left out as a whole, and
  /// said so: a gateway that does not start cannot be told better.
  public static SettingsBook open(SettingsSource source, SettingsStore store)
      throws ConfigException {
    Map<String, String> stored = store.newest().values();
    try {
      return new SettingsBook(source, store, stored, source.checked(stored), null);
    } catch (ConfigException wrong) {
      String why = "stored settings are left out: " + wrong.getMessage();
      log.error("{}", why);
      return new SettingsBook(source, store, Map.of(), source.settings(Map.of()), why);
    }
  }

  /// Where the API stores them.
  public SettingsStore store() {
    return store;
  }

  /// With all that was stored at the start.
  public Settings atStart() {
    return atStart;
  }

  /// Is told of every change with what runs from then on; on the store's thread.
  public void follow(BiConsumer<SettingsVersion, Settings> told) {
    follower = told;
  }

  /// Every key.
  public List<SettingView> views() {
    return source.views(running, store.newest().values());
  }

  /// Secrets of all places that are known now, for whoever has to hide them.
  public Set<String> secrets() {
    Set<String> secrets = source.secrets(newest().values());
    secrets.addAll(source.secrets(started));
    return secrets;
  }

  /// Its number is that of the last change, 0 before the first.
  public SettingsVersion newest() {
    return store.newest();
  }

  /// What is not as it is stored, or cannot be stored; null for nothing.
  public @Nullable String problem() {
    String untaken = leftOut;
    return untaken == null ? store.problem() : untaken;
  }

  /// @throws ConfigException when the changes would be wrong now
  public void check(Map<String, @Nullable String> changes) throws ConfigException {
    source.checked(source.changed(newest().values(), changes));
  }

  /// What [#change] would refuse.
  ///
  /// @throws ConfigException when a value is wrong
  /// @throws StoreException when they do not go with what runs until the next start
  public void rehearse(Map<String, @Nullable String> changes)
      throws ConfigException, StoreException {
    Settings ignored = runnable(source.changed(newest().values(), changes));
  }

  /// @param changes by path, null for what the file and the environment say
  /// @param meant whether it is meant for the present version
  public CompletableFuture<SettingsVersion> change(
      String who, Map<String, @Nullable String> changes, LongPredicate meant) {
    return change(
        who,
        "patch",
        now -> {
          if (!meant.test(now.version())) {
            throw StoreException.stale("the settings have changed since");
          }
          try {
            return source.changed(now.values(), changes);
          } catch (ConfigException wrong) {
            throw StoreException.conflict(String.valueOf(wrong.getMessage()));
          }
        });
  }

  /// Takes back what one change did, unless that has changed since.
  public CompletableFuture<SettingsVersion> undo(String who, long version) {
    return change(who, "undo " + version, store.undoing(version));
  }

  private CompletableFuture<SettingsVersion> change(
      String who, String action, SettingsStore.Edit edit) {
    AtomicReference<Settings> decided = new AtomicReference<>(atStart);
    return store.change(
        who,
        action,
        now -> {
          Map<String, String> next = edit.decide(now);
          decided.set(runnable(next));
          return next;
        },
        version -> {
          running = SettingsSource.effective(started, version.values());
          leftOut = null;
          follower.accept(version, decided.get());
        });
  }

  /// What would run from now on. Both that and what the next start finds has to be right.
  private Settings runnable(Map<String, String> next) throws StoreException {
    try {
      source.checked(next);
    } catch (ConfigException wrong) {
      throw StoreException.conflict(String.valueOf(wrong.getMessage()));
    }
    try {
      return source.checked(SettingsSource.effective(started, next));
    } catch (ConfigException wrong) {
      throw StoreException.conflict(
          "with what runs until the next start: " + String.valueOf(wrong.getMessage()));
    }
  }

  /// The history, newest first.
  public CompletableFuture<List<SettingsVersion>> changes(long before, int limit) {
    return store.changes(before, limit);
  }

  /// One change.
  public CompletableFuture<SettingsVersion> find(long version) {
    return store.find(version);
  }

  @Override
  public void close() {
    store.close();
  }
}
