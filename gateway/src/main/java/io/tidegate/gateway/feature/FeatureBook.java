package io.tidegate.gateway.feature;

import io.tidegate.gateway.event.Event.Move;
import io.tidegate.gateway.event.Event.Subject;
import io.tidegate.gateway.feature.FeatureTable.Path;
import io.tidegate.gateway.store.Agreement;
import io.tidegate.gateway.store.SettingsStore;
import io.tidegate.gateway.store.SettingsVersion;
import io.tidegate.gateway.store.StoreException;
import io.tidegate.media.Nullable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The switches as they are stored, with their history. Any thread.
///
/// 1. Made: [Features] follow what is stored from here on.
/// 2. [#set], [#undo], [#rollBack]: on the disk, then in force, then told, then the future
///    completes.
/// 3. [#close].
public final class FeatureBook implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FeatureBook.class);

  /// Somebody types them, and each who comes is compared with those of one feature.
  static final int MOST_VALUES = 200;

  private static final int WHOLE = 100;

  private final SettingsStore store;
  private final Features features;
  private final BiConsumer<Subject, Move> journal;

  /// @param journal hears of every change; must not wait
  public FeatureBook(SettingsStore store, Features features, BiConsumer<Subject, Move> journal) {
    this.store = store;
    this.features = features;
    this.journal = journal;
    features.take(FeatureTable.of(store.newest().values()));
  }

  /// Its number is that of the last change, 0 before the first.
  public SettingsVersion newest() {
    return store.newest();
  }

  /// Whom to ask before each change from now on.
  public void agree(Agreement with) {
    store.agree(with);
  }

  /// Why the last change could not be stored; null when it could.
  public @Nullable String problem() {
    return store.problem();
  }

  public Features features() {
    return features;
  }

  /// @param percent for which it is on, null for what holds without this value
  /// @param meant whether it is meant for the present version
  public CompletableFuture<SettingsVersion> set(
      String who, Path path, @Nullable Integer percent, LongPredicate meant) {
    return change(
        who,
        "set",
        "",
        now -> {
          if (!meant.test(now.version())) {
            throw StoreException.stale("the switches have changed since");
          }
          Map<String, String> next = with(now.values(), path, percent);
          if (next.size() > MOST_VALUES) {
            throw StoreException.conflict("at most " + MOST_VALUES + " values");
          }
          return next;
        });
  }

  /// Makes many changes as one.
  ///
  /// @param values in percent, by path
  /// @param gone paths whose values go
  public CompletableFuture<SettingsVersion> restore(
      String who, Map<String, String> values, Set<String> gone) {
    return change(
        who,
        "restore backup",
        "",
        now -> {
          Map<String, String> next = new TreeMap<>(now.values());
          next.keySet().removeAll(gone);
          next.putAll(values);
          return next;
        });
  }

  /// Takes back what one change did, unless that has changed since.
  public CompletableFuture<SettingsVersion> undo(String who, long version) {
    return change(who, "undo " + version, "", store.undoing(version));
  }

  /// Takes a stage back to what held before it was one, if it still stands.
  ///
  /// @param why for the event
  public CompletableFuture<SettingsVersion> rollBack(Path path, String why) {
    String stage = store.newest().values().get(path.toString());
    return store
        .changes(Long.MAX_VALUE, SettingsStore.MAX_CHANGES)
        .thenCompose(changes ->
            change(
                "tidegate",
                "roll back",
                why,
                now ->
                    Objects.equals(now.values().get(path.toString()), stage)
                        ? with(now.values(), path, before(changes, path))
                        : now.values()));
  }

  /// What a value was before it was a stage, null for none.
  private static @Nullable Integer before(List<SettingsVersion> newestFirst, Path path) {
    for (SettingsVersion change : newestFirst) {
      String old = change.before().get(path.toString());
      if (!isStage(old)) {
        return old == null ? null : Integer.valueOf(old);
      }
    }
    return null;
  }

  private static boolean isStage(@Nullable String percent) {
    return percent != null && !percent.equals("0") && !percent.equals(Integer.toString(WHOLE));
  }

  private static Map<String, String> with(
      Map<String, String> values, Path path, @Nullable Integer percent) {
    Map<String, String> next = new TreeMap<>(values);
    if (percent == null) {
      next.remove(path.toString());
    } else {
      next.put(path.toString(), percent.toString());
    }
    return next;
  }

  private CompletableFuture<SettingsVersion> change(
      String who, String action, String why, SettingsStore.Edit edit) {
    return store.change(
        who,
        action,
        edit,
        version -> {
          features.take(FeatureTable.of(version.values()));
          tell(version, why);
        });
  }

  private void tell(SettingsVersion version, String why) {
    TreeSet<String> paths = new TreeSet<>(version.before().keySet());
    paths.addAll(version.values().keySet());
    for (String path : paths) {
      String before = version.before().get(path);
      String after = version.values().get(path);
      if (!Objects.equals(before, after)) {
        String detail =
            version.action() + ", version " + version.version() + (why.isEmpty() ? "" : ": " + why);
        log.info("switch {}: {} by {}, {}", path, words(after), version.who(), detail);
        journal.accept(
            new Subject("feature", "", path),
            new Move(words(before), words(after), version.who(), detail));
      }
    }
  }

  private static String words(@Nullable String percent) {
    return percent == null ? "" : percent + " %";
  }

  /// The history, newest first.
  public CompletableFuture<List<SettingsVersion>> changes(long before, int limit) {
    return store.changes(before, limit);
  }

  @Override
  public void close() {
    store.close();
  }
}
