package io.tidegate.gateway.alarm;

import io.tidegate.media.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Which alarms are open: what is found wrong becomes one when it lasts, and is over when it has
/// been well for a while. Confined to one thread, without a clock of its own.
///
/// What comes back within [#MEMORY] is the same alarm again, counted: a line that flaps is one line
/// of the list.
final class AlarmBook {
  static final Duration MEMORY = Duration.ofMinutes(10);

  /// Open ones; a switch that takes all cameras with it is one cause, whatever it does to lists.
  static final int MAX_OPEN = 1_000;

  /// A flapping one is told so often, and each time its count has doubled.
  private static final int TOLD_ALWAYS = 3;

  private final Map<Key, Entry> entries = new HashMap<>();
  private final Listener listener;
  private long lastId;

  /// Hears what is worth telling.
  interface Listener {
    void raised(Alarm alarm);

    void cleared(Alarm alarm);

    /// The list shows it, or shows it otherwise, from here on.
    void changed(Alarm alarm);

    /// The list does not show it any more.
    void gone(Alarm alarm);
  }

  private record Key(AlarmKind kind, String subject) {}

  private static final class Entry {
    final long id;
    final Key key;
    String message = "";

    /// Null while it is well.
    @Nullable Instant badSince;

    Instant lastBad;

    /// Null while it is no alarm.
    @Nullable Instant raised;

    int count;
    Alarm.@Nullable Acknowledgement acknowledged;
    @Nullable Instant snoozedUntil;

    Entry(long id, Key key, Instant now) {
      this.id = id;
      this.key = key;
      this.lastBad = now;
    }

    boolean isOpen() {
      return raised != null;
    }

    Alarm view(Instant since) {
      return new Alarm(
          id, key.kind(), key.subject(), message, since, count, acknowledged, snoozedUntil);
    }
  }

  AlarmBook(Listener listener) {
    this.listener = listener;
  }

  /// Goes on with what was open before a restart; whether it still is so the next looks say.
  void restore(List<Alarm> open, Instant now) {
    for (Alarm alarm : open) {
      Key key = new Key(alarm.kind(), alarm.subject());
      Entry entry = new Entry(alarm.id(), key, now);
      entry.message = alarm.message();
      entry.badSince = alarm.since();
      entry.raised = alarm.since();
      entry.count = alarm.count();
      entry.acknowledged = alarm.acknowledged();
      entry.snoozedUntil = alarm.snoozedUntil();
      entries.put(key, entry);
      lastId = Math.max(lastId, alarm.id());
    }
  }

  /// What a look found, all of it.
  void look(List<Finding> findings, Instant now) {
    Set<Key> bad =
        findings.stream()
            .map(finding -> new Key(finding.kind(), finding.subject()))
            .collect(Collectors.toSet());
    findings.forEach(finding -> isBad(finding, now));
    for (Entry entry : List.copyOf(entries.values())) {
      if (!bad.contains(entry.key)) {
        isWell(entry, now);
      }
      Instant snoozed = entry.snoozedUntil;
      if (snoozed != null && !now.isBefore(snoozed)) {
        entry.snoozedUntil = null;
        tellChange(entry);
      }
    }
  }

  private void isBad(Finding finding, Instant now) {
    Key key = new Key(finding.kind(), finding.subject());
    Entry entry = entries.get(key);
    if (entry == null) {
      if (entries.size() >= MAX_OPEN) {
        return;
      }
      entry = new Entry(++lastId, key, now);
      entries.put(key, entry);
    }
    Instant badSince = entry.badSince == null ? now : entry.badSince;
    entry.badSince = badSince;
    entry.lastBad = now;
    boolean otherWords = !entry.message.equals(finding.message());
    entry.message = finding.message();
    if (entry.isOpen()) {
      if (otherWords) {
        tellChange(entry);
      }
    } else if (!now.isBefore(badSince.plus(key.kind().after()))) {
      raise(entry, now);
    }
  }

  private void raise(Entry entry, Instant now) {
    entry.raised = now;
    entry.count++;
    entry.acknowledged = null;
    Alarm alarm = entry.view(now);
    if (isTold(entry)) {
      listener.raised(alarm);
    }
    listener.changed(alarm);
  }

  private void isWell(Entry entry, Instant now) {
    entry.badSince = null;
    Instant raised = entry.raised;
    if (raised == null) {
      if (!now.isBefore(entry.lastBad.plus(MEMORY))) {
        entries.remove(entry.key);
      }
    } else if (!now.isBefore(entry.lastBad.plus(entry.key.kind().clearAfter()))) {
      entry.raised = null;
      Alarm alarm = entry.view(raised);
      if (isTold(entry)) {
        listener.cleared(alarm);
      }
      listener.gone(alarm);
    }
  }

  private static boolean isTold(Entry entry) {
    return entry.count <= TOLD_ALWAYS || Integer.bitCount(entry.count) == 1;
  }

  /// Null when no open alarm has this id.
  @Nullable
  Alarm acknowledge(long id, Alarm.Acknowledgement by) {
    Entry entry = open(id);
    if (entry != null) {
      entry.acknowledged = by;
    }
    return told(entry);
  }

  /// Null when no open alarm has this id.
  ///
  /// @param until null for no longer
  @Nullable
  Alarm snooze(long id, @Nullable Instant until) {
    Entry entry = open(id);
    if (entry != null) {
      entry.snoozedUntil = until;
    }
    return told(entry);
  }

  private @Nullable Alarm told(@Nullable Entry entry) {
    if (entry == null || entry.raised == null) {
      return null;
    }
    tellChange(entry);
    return entry.view(entry.raised);
  }

  private void tellChange(Entry entry) {
    if (entry.raised != null) {
      listener.changed(entry.view(entry.raised));
    }
  }

  private @Nullable Entry open(long id) {
    return entries.values().stream()
        .filter(entry -> entry.id == id && entry.isOpen())
        .findFirst()
        .orElse(null);
  }

  /// The worst first, then the newest.
  List<Alarm> open() {
    List<Alarm> open = new ArrayList<>();
    for (Entry entry : entries.values()) {
      if (entry.raised != null) {
        open.add(entry.view(entry.raised));
      }
    }
    open.sort(
        Comparator.comparing((Alarm alarm) -> alarm.kind().severity())
            .thenComparing(Alarm::since)
            .thenComparingLong(Alarm::id)
            .reversed());
    return open;
  }
}
