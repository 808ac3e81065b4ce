package io.tidegate.gateway.backup;

import io.tidegate.gateway.backup.BackupPart.Changes;
import io.tidegate.gateway.backup.PartChange.Kept;
import io.tidegate.gateway.backup.PartChange.Why;
import io.tidegate.gateway.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a restore has to do with the things of one kind. Immutable.
record PartPlan(BackupPart part, Changes changes, PartChange told) {
  /// @param wanted what the backup has
  /// @throws StoreException when it would be refused
  static PartPlan of(BackupPart part, BackupPart.Request request, Map<String, String> wanted)
      throws StoreException {
    Map<String, String> stored = part.stored();
    Map<String, Why> kept = part.kept(request);
    TreeSet<String> keys = new TreeSet<>(stored.keySet());
    keys.addAll(wanted.keySet());
    if (keys.size() > part.kind().most()) {
      // for a moment both are there: what comes first, comes before anything goes
      throw StoreException.conflict(
          "%s: those here and those of the backup are more than the %d that there can be: remove some"
              .formatted(part.kind().label(), part.kind().most()));
    }
    Map<String, String> put = new TreeMap<>();
    TreeSet<String> gone = new TreeSet<>();
    Names names = new Names();
    for (String key : keys) {
      String before = stored.get(key);
      String after = wanted.get(key);
      Why stays = kept.get(key);
      String name = part.name(key, Objects.requireNonNull(after == null ? before : after));
      if (Objects.equals(before, after)) {
        continue;
      }
      if (stays != null) {
        names.kept.add(new Kept(name, stays));
      } else if (after == null) {
        gone.add(key);
        names.removed.add(name);
      } else {
        put.put(key, after);
        (before == null ? names.added : names.changed).add(name);
      }
    }
    Changes changes = new Changes(stored, put, gone);
    part.check(changes);
    return new PartPlan(part, changes, names.of(part.kind()));
  }

  /// For people.
  private static final class Names {
    final List<String> added = new ArrayList<>();
    final List<String> changed = new ArrayList<>();
    final List<String> removed = new ArrayList<>();
    final List<Kept> kept = new ArrayList<>();

    PartChange of(BackupKind kind) {
      return new PartChange(kind, added, changed, removed, kept);
    }
  }

  boolean brings() {
    return !changes.put().isEmpty() || !changes.gone().isEmpty();
  }

  boolean clears() {
    return !changes.gone().isEmpty();
  }
}
