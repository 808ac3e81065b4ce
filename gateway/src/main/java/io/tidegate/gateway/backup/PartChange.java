package io.tidegate.gateway.backup;

import java.util.List;
import java.util.Locale;

/// What a restore does to things of one kind, or would do. Immutable; names for people, no secrets.
///
/// @param kept what stays as it is here, though the backup has it otherwise
public record PartChange(
    BackupKind kind,
    List<String> added,
    List<String> changed,
    List<String> removed,
    List<Kept> kept) {
  public PartChange {
    added = List.copyOf(added);
    changed = List.copyOf(changed);
    removed = List.copyOf(removed);
    kept = List.copyOf(kept);
  }

  /// One that stays.
  public record Kept(String name, Why why) {}

  /// Why something stays.
  public enum Why {
    /// It is who restores: he would not come in again.
    RESTORER,
    /// The configuration file says it.
    FILE,
    /// A route or a space of the backup names it, and the backup does not hold it.
    NAMED,
    /// Recordings wait to be brought there.
    UPLOADS,
    /// It belongs to the machine: how other nodes know it, or what listens.
    MACHINE,
    /// The time of the certificate is over, or has not come.
    ENDED;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Whether there is nothing to tell.
  public boolean isEmpty() {
    return added.isEmpty() && changed.isEmpty() && removed.isEmpty() && kept.isEmpty();
  }
}
