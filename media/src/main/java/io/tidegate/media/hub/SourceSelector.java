package io.tidegate.media.hub;

import java.util.Arrays;

/// Decides which source of a stream plays. Pure: no threads, no clock; the caller tells what
/// happens and when, in `System.nanoTime()`.
///
/// - One that works is better than one that does not; of those that work, the first is the best.
/// - When the one that plays leaves, or has sent no frame for its time-out, the best of the others
///   that can be joined takes over at once: its last key frame is kept. One that is merely silent
///   plays on when nobody else can.
/// - A better one takes back at one of its key frames, when it has worked for [SourcePlan#stable]
///   without a break, and not sooner than that after the last change.
final class SourceSelector {
  static final int NONE = -1;

  /// Where [#deadline] lies when nothing is to come.
  static final long NEVER = Long.MAX_VALUE;

  /// How a source fares.
  enum Health {
    /// Nobody is connected.
    ABSENT,
    /// Connected, and no frame yet.
    WAITING,
    /// The same, for longer than its time-out.
    LATE,
    WORKING,
    /// It worked, and no frame came for its time-out.
    SILENT
  }

  private static final class Entry {
    final boolean constant;
    final long firstFrameNanos;
    final long noFrameNanos;
    Health health = Health.ABSENT;
    boolean ready;
    long sinceNanos;
    long lastFrameNanos;

    Entry(SourcePlan.Source source) {
      constant = source.constant();
      firstFrameNanos = source.firstFrame().toNanos();
      noFrameNanos = source.noFrame().toNanos();
    }
  }

  private final Entry[] entries;
  private final long stableNanos;
  private int active = NONE;
  private boolean hasChanged;
  private long changedNanos;
  private long moves;

  SourceSelector(SourcePlan plan) {
    this.entries = plan.sources().stream().map(Entry::new).toArray(Entry[]::new);
    this.stableNanos = plan.stable().toNanos();
  }

  /// Somebody is connected as `source`; what was known of it is forgotten.
  ///
  /// @return who plays from now on
  int connected(int source, long nowNanos) {
    Entry entry = entries[source];
    move(entry, entry.constant ? Health.WORKING : Health.WAITING, nowNanos);
    entry.ready = entry.constant;
    entry.lastFrameNanos = nowNanos;
    return choose(NONE, nowNanos);
  }

  /// A frame of `source` has come.
  ///
  /// @param joint whether it is one that the source can take over with
  /// @param ready whether the source can take over at any time: its last key frame, and all since,
  ///   are kept
  /// @return who plays from this frame on
  int frame(int source, boolean joint, boolean ready, long nowNanos) {
    Entry entry = entries[source];
    entry.lastFrameNanos = nowNanos;
    if (entry.health != Health.WORKING) {
      move(entry, Health.WORKING, nowNanos);
    }
    if (source == active) {
      return active;
    }
    entry.ready = ready;
    return choose(joint ? source : NONE, nowNanos);
  }

  /// What was kept of `source` is gone; its next key frame brings it back.
  void unready(int source) {
    entries[source].ready = entries[source].constant;
  }

  /// Whoever was connected as `source` is gone.
  ///
  /// @return who plays from now on
  int left(int source, long nowNanos) {
    Entry entry = entries[source];
    move(entry, Health.ABSENT, nowNanos);
    entry.ready = false;
    if (active == source) {
      active = NONE;
      moves++;
    }
    return choose(NONE, nowNanos);
  }

  /// Time has passed.
  ///
  /// @return who plays from now on
  int tick(long nowNanos) {
    for (Entry entry : entries) {
      if (deadline(entry) != NEVER && nowNanos - deadline(entry) >= 0) {
        move(entry, entry.health == Health.WAITING ? Health.LATE : Health.SILENT, nowNanos);
      }
    }
    return choose(NONE, nowNanos);
  }

  /// When [#tick] is due, unless frames come until then.
  long deadline() {
    return Arrays.stream(entries).mapToLong(SourceSelector::deadline).min().orElse(NEVER);
  }

  private static long deadline(Entry entry) {
    return switch (entry.health) {
      case WAITING -> entry.sinceNanos + entry.firstFrameNanos;
      case WORKING -> entry.constant ? NEVER : entry.lastFrameNanos + entry.noFrameNanos;
      case ABSENT, LATE, SILENT -> NEVER;
    };
  }

  /// Who plays, or [#NONE].
  int active() {
    return active;
  }

  Health health(int source) {
    return entries[source].health;
  }

  /// Grows with every change that somebody may want to see.
  long moves() {
    return moves;
  }

  /// Takes over what `before` knew of a source of its own, under another plan.
  void inherit(int source, SourceSelector before, int formerly) {
    Entry from = before.entries[formerly];
    Entry to = entries[source];
    to.health = from.health;
    to.ready = from.ready;
    to.sinceNanos = from.sinceNanos;
    to.lastFrameNanos = from.lastFrameNanos;
    if (before.active == formerly) {
      active = source;
    }
    hasChanged = before.hasChanged;
    changedNanos = before.changedNanos;
    moves = before.moves + 1;
  }

  /// `source` plays already, and always did.
  void plays(int source, long nowNanos) {
    move(entries[source], Health.WORKING, nowNanos);
    entries[source].lastFrameNanos = nowNanos;
    active = source;
  }

  private int choose(int joint, long nowNanos) {
    if (active == NONE || entries[active].health != Health.WORKING) {
      for (int i = 0; i < entries.length; i++) {
        if (i != active && entries[i].health == Health.WORKING && entries[i].ready) {
          return change(i, nowNanos);
        }
      }
      return active;
    }
    boolean takesBack =
        joint != NONE
            && joint < active
            && nowNanos - entries[joint].sinceNanos >= stableNanos
            && (!hasChanged || nowNanos - changedNanos >= stableNanos);
    return takesBack ? change(joint, nowNanos) : active;
  }

  private int change(int to, long nowNanos) {
    if (active != NONE) {
      entries[active].ready = entries[active].constant;
    }
    active = to;
    hasChanged = true;
    changedNanos = nowNanos;
    moves++;
    return to;
  }

  private void move(Entry entry, Health to, long nowNanos) {
    entry.health = to;
    entry.sinceNanos = nowNanos;
    moves++;
  }
}
