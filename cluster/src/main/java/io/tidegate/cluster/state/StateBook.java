package io.tidegate.cluster.state;

import io.tidegate.media.Nullable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The records of one node, in memory and on its disk, and which of two stands. Any thread that may
/// wait for the disk.
final class StateBook {
  private static final Logger log = LoggerFactory.getLogger(StateBook.class);

  /// How long deletions are remembered: a node that was away for longer has to join anew.
  static final Duration REMEMBERED = Duration.ofDays(30);

  /// Of more deletions than [#MAX_DELETED] the oldest are forgotten, but none of the last day.
  static final Duration ALWAYS_REMEMBERED = Duration.ofDays(1);

  /// Some 300 bytes each in memory.
  static final int MAX_DELETED = 100_000;

  /// All routes, tokens, users and the like that the gateway allows, four times.
  static final int MAX_LIVE = 200_000;

  /// A clock that is further ahead than this is wrong; nothing but what it has stamped follows it.
  static final Duration AHEAD = Duration.ofHours(1);

  private final int node;
  private final StateStore store;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<StateId, Kept> kept = new HashMap<>();
  private long highest;
  private long forgotten;

  StateBook(int node, StateStore store, Clock clock) throws IOException {
    this.node = node;
    this.store = store;
    this.clock = clock;
    for (Kept one : store.load()) {
      kept.put(one.record().id(), one);
      heard(one.record().stamp());
    }
    forgotten = store.forgotten();
  }

  private void heard(long stamp) {
    if (!Stamp.at(stamp).isAfter(clock.instant().plus(AHEAD))) {
      highest = Math.max(highest, stamp);
    }
  }

  int node() {
    return node;
  }

  Map<StateId, Kept> all() {
    lock.lock();
    try {
      return Map.copyOf(kept);
    } finally {
      lock.unlock();
    }
  }

  Optional<Kept> find(StateId id) {
    lock.lock();
    try {
      return Optional.ofNullable(kept.get(id));
    } finally {
      lock.unlock();
    }
  }

  /// Edits as records, each with the stamp that it follows; those that change nothing are left out.
  ///
  /// @param changes bodies by key, empty for what is to go
  /// @param says whether a record says what is to be: then it is this that is being done
  /// @throws NotAgreedException when something is on its way that whoever edits has not seen
  Map<StateRecord, Long> draft(
      String kind,
      String author,
      Map<String, Optional<String>> changes,
      BiPredicate<StateRecord, Optional<String>> says)
      throws NotAgreedException {
    lock.lock();
    try {
      Map<StateRecord, Long> drafts = new LinkedHashMap<>();
      for (var change : changes.entrySet()) {
        StateId id = new StateId(kind, change.getKey());
        @Nullable Kept before = kept.get(id);
        if (before != null && before.isUnderWay()) {
          if (says.test(before.record(), change.getValue())) {
            continue;
          }
          throw stale(before.record());
        }
        draft(id, before, author, change.getValue())
            .ifPresent(made -> drafts.put(made, before == null ? 0 : before.record().stamp()));
      }
      return drafts;
    } finally {
      lock.unlock();
    }
  }

  static NotAgreedException stale(StateRecord newer) {
    return new NotAgreedException(
        NotAgreedException.Reason.STALE,
        newer.id()
            + " was changed by "
            + newer.author()
            + " at node "
            + newer.node()
            + " at the same time; look at it and decide anew");
  }

  private Optional<StateRecord> draft(
      StateId id, @Nullable Kept before, String author, Optional<String> body) {
    boolean gone = body.isEmpty();
    if (before == null) {
      return body.map(text -> StateRecord.first(id, nextStamp(0), author, text));
    }
    long stamp = nextStamp(before.record().stamp());
    StateRecord next = before.record().next(stamp, gone, author, body.orElse(""));
    boolean same =
        before.standing() == Kept.Standing.APPLIED && next.saysTheSameAs(before.record());
    return same ? Optional.empty() : Optional.of(next);
  }

  /// @param before of the edit that it follows, 0 for none
  private long nextStamp(long before) {
    long next = Stamp.next(Math.max(highest, before), clock.instant(), node);
    heard(next);
    return next;
  }

  /// Takes down what the nodes have agreed to, before whoever proposed it does it. In memory alone:
  /// what is lost with the process the other nodes have.
  void agreed(Collection<StateRecord> records) {
    lock.lock();
    try {
      for (StateRecord record : records) {
        @Nullable Kept before = kept.get(record.id());
        if (before == null || before.record().stamp() < record.stamp()) {
          kept.put(record.id(), new Kept(record, Kept.Standing.IN_HAND, ""));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// What came of a record that arrived.
  ///
  /// @param isNews whether it is to be done
  /// @param lost an edit of this node that does not stand
  record Taken(boolean isNews, Optional<StateRecord> lost) {
    static final Taken KNOWN = new Taken(false, Optional.empty());
  }

  /// Keeps a record of another node if it is news.
  Taken take(StateRecord record) throws IOException {
    lock.lock();
    try {
      heard(record.stamp());
      @Nullable Kept before = kept.get(record.id());
      if (before != null && before.record().stamp() >= record.stamp()) {
        return Taken.KNOWN;
      }
      if (before == null && record.deleted() && record.stamp() <= forgotten) {
        return Taken
            .KNOWN; // nodes forget at different times: else each would bring it to the others
      }
      if (before == null && kept.size() >= MAX_LIVE + MAX_DELETED) {
        throw new IOException("more than " + MAX_LIVE + " records");
      }
      put(List.of(new Kept(record, Kept.Standing.PENDING, "")));
      return new Taken(
          true, Optional.ofNullable(before).map(Kept::record).filter(old -> isLost(old, record)));
    } finally {
      lock.unlock();
    }
  }

  /// The node where an edit was made tells that it was lost: so it is told once.
  private boolean isLost(StateRecord old, StateRecord record) {
    return old.node() == node && !record.knew(old) && !record.saysTheSameAs(old);
  }

  /// Whether a record is of something that this node may have forgotten the deletion of: no clock
  /// decides that.
  boolean isForgotten(StateRecord record) {
    lock.lock();
    try {
      return !record.deleted() && !kept.containsKey(record.id()) && record.stamp() <= forgotten;
    } finally {
      lock.unlock();
    }
  }

  /// A deletion that stands against it.
  StateRecord deletionOf(StateRecord record) {
    lock.lock();
    try {
      heard(record.stamp());
      return record.next(nextStamp(record.stamp()), true, "tidegate", "");
    } finally {
      lock.unlock();
    }
  }

  /// Says how far records are followed, where they still are the ones that are kept.
  ///
  /// @return whether there is a problem that was not there before
  boolean stand(Collection<StateRecord> records, Kept.Standing standing, String problem)
      throws IOException {
    lock.lock();
    try {
      List<Kept> changed = new ArrayList<>();
      boolean isNew = false;
      for (StateRecord record : records) {
        @Nullable Kept now = kept.get(record.id());
        if (now != null && now.record().stamp() == record.stamp()) {
          changed.add(new Kept(record, standing, problem));
          isNew |= !now.problem().equals(problem);
        }
      }
      put(changed);
      return isNew;
    } finally {
      lock.unlock();
    }
  }

  /// Those that were refused are to be tried again.
  ///
  /// @return how many
  int reopen() {
    lock.lock();
    try {
      List<Kept> refused =
          kept.values().stream().filter(one -> one.standing() == Kept.Standing.REFUSED).toList();
      for (Kept one : refused) {
        kept.put(one.record().id(), new Kept(one.record(), Kept.Standing.PENDING, one.problem()));
      }
      return refused.size();
    } finally {
      lock.unlock();
    }
  }

  /// How many are refused.
  int refused() {
    lock.lock();
    try {
      return (int)
          kept.values().stream().filter(one -> one.standing() == Kept.Standing.REFUSED).count();
    } finally {
      lock.unlock();
    }
  }

  private void put(List<Kept> changed) throws IOException {
    if (!changed.isEmpty()) {
      changed.forEach(one -> kept.put(one.record().id(), one));
      store.put(changed);
    }
  }

  /// Makes records of what was changed here without asking anybody: before the node was a member,
  /// while it was stopped, or while it was none.
  ///
  /// @param seen [#all] from before `stored` was looked at
  /// @return the new ones
  List<StateRecord> reconcile(StateKind kind, Map<StateId, Kept> seen, Map<String, String> stored)
      throws IOException {
    Map<StateId, Optional<String>> differing = differing(kind, seen, stored);
    lock.lock();
    try {
      List<Kept> made = new ArrayList<>();
      differing.forEach((id, body) -> {
        @Nullable Kept now = kept.get(id);
        if (Objects.equals(now, seen.get(id))) { // otherwise somebody was faster, and asked
          draft(id, now, "somebody", body)
              .ifPresent(record -> made.add(new Kept(record, Kept.Standing.APPLIED, "")));
        }
      });
      put(made);
      return made.stream().map(Kept::record).toList();
    } finally {
      lock.unlock();
    }
  }

  private static Map<StateId, Optional<String>> differing(
      StateKind kind, Map<StateId, Kept> seen, Map<String, String> stored) {
    Map<StateId, Optional<String>> differing = new LinkedHashMap<>();
    stored.forEach((key, body) -> {
      StateId id = new StateId(kind.name(), key);
      @Nullable Kept before = seen.get(id);
      if (before == null
          || (before.standing() == Kept.Standing.APPLIED && !holds(kind, before, body))) {
        differing.put(id, Optional.of(body));
      }
    });
    seen.forEach((id, before) -> {
      if (id.kind().equals(kind.name())
          && before.isLive()
          && before.standing() == Kept.Standing.APPLIED
          && !stored.containsKey(id.key())) {
        differing.put(id, Optional.empty());
      }
    });
    kind.unreadable().forEach(key -> differing.remove(new StateId(kind.name(), key)));
    return differing;
  }

  private static boolean holds(StateKind kind, Kept before, String body) {
    if (before.record().body().equals(body)) {
      return true;
    }
    try {
      return before.isLive() && kind.canonical(before.record().body()).equals(body);
    } catch (StateRefusedException unknown) {
      log.warn("{} is left alone: {}", before.record().id(), unknown.getMessage());
      return true;
    }
  }

  /// Those that are to be done, in the order of the edits. Nobody else edits their things until
  /// they are.
  List<StateRecord> pending() {
    lock.lock();
    try {
      return kept.values().stream()
          .filter(one -> one.standing() == Kept.Standing.PENDING)
          .map(Kept::record)
          .sorted(Comparator.comparingLong(StateRecord::stamp))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /// Forgets old deletions.
  List<StateRecord> forget() throws IOException {
    Instant now = clock.instant();
    lock.lock();
    try {
      List<StateRecord> deleted =
          kept.values().stream()
              .filter(one -> !one.isLive() && one.standing() == Kept.Standing.APPLIED)
              .map(Kept::record)
              .sorted(Comparator.comparingLong(StateRecord::stamp))
              .toList();
      List<StateRecord> old = new ArrayList<>();
      for (StateRecord record : deleted) {
        boolean tooMany = deleted.size() - old.size() > MAX_DELETED;
        Duration age = Duration.between(record.at(), now);
        if (age.compareTo(tooMany ? ALWAYS_REMEMBERED : REMEMBERED) > 0) {
          old.add(record);
        }
      }
      if (!old.isEmpty()) {
        long newest = Math.max(forgotten, old.getLast().stamp());
        store.forget(old.stream().map(StateRecord::id).toList(), newest);
        forgotten = newest;
        old.forEach(record -> kept.remove(record.id()));
      }
      return old;
    } finally {
      lock.unlock();
    }
  }

  /// Whether the records were taken as this member; if not, they are forgotten.
  boolean isOf(String member) throws IOException {
    lock.lock();
    try {
      if (store.member().equals(member)) {
        return true;
      }
      store.clear();
      kept.clear();
      forgotten = 0;
      return false;
    } finally {
      lock.unlock();
    }
  }

  void settle(String member) throws IOException {
    store.settle(member);
  }
}
