package io.tidegate.cluster.state;

import io.tidegate.media.Nullable;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/// A node with a disk in memory, and things that are texts by key. A text that begins with `=` is a
/// name, which only one thing may have.
final class TestNode implements StateKind, StateStore, StateListener {
  static final String KIND = "thing";

  final int number;
  final Map<String, String> things = new ConcurrentSkipListMap<>();
  final List<StateRecord> lost = new CopyOnWriteArrayList<>();
  final List<String> refusals = new CopyOnWriteArrayList<>();
  final Set<String> unreadable = new ConcurrentSkipListSet<>();
  volatile boolean diskFails;

  /// A key at which what is wanted here has a bug.
  volatile String stumblesAt = "";

  private final Sides sides;
  private final Clock clock;
  private final boolean first;
  private final Map<StateId, Kept> disk = new HashMap<>();
  private String member = "";
  private long forgotten;

  /// As a store's one thread.
  private final ReentrantLock store = new ReentrantLock();

  private @Nullable SharedState state;
  private Sides.@Nullable Line line;

  TestNode(int number, boolean first, Sides sides, Clock clock) {
    this.number = number;
    this.first = first;
    this.sides = sides;
    this.clock = clock;
  }

  TestNode start(int side) throws IOException {
    state =
        SharedState.open(
            new StateOptions(number, "m" + number, this, () -> first, clock), List.of(this), this);
    line = sides.line(number, side);
    state().connect(line);
    return this;
  }

  SharedState state() {
    return Objects.requireNonNull(state, "started");
  }

  void move(int side) {
    sides.move(Objects.requireNonNull(line, "started"), side);
  }

  void stop() {
    if (state != null) {
      state.close();
      state = null;
    }
  }

  boolean isUp() {
    return state != null;
  }

  /// @return the records that were made
  List<StateRecord> editAll(String author, Map<String, Optional<String>> changes)
      throws NotAgreedException, InterruptedException {
    store.lock();
    try {
      if (state == null) {
        put(changes);
        return List.of();
      }
      Agreed agreed = state().propose(KIND, author, changes);
      List<StateRecord> made = new ArrayList<>();
      changes.forEach((key, _) ->
          state().find(new StateId(KIND, key)).ifPresent(kept -> made.add(kept.record())));
      put(changes);
      agreed.done();
      return made;
    } finally {
      store.unlock();
    }
  }

  List<StateRecord> edit(String key, @Nullable String body)
      throws NotAgreedException, InterruptedException {
    return editAll("op" + number, Map.of(key, Optional.ofNullable(body)));
  }

  private void put(Map<String, Optional<String>> changes) {
    changes.forEach((key, body) ->
        body.ifPresentOrElse(text -> things.put(key, text), () -> things.remove(key)));
  }

  @Override
  public String name() {
    return KIND;
  }

  @Override
  public Map<String, String> stored() {
    Map<String, String> all = new TreeMap<>(things);
    unreadable.forEach(all::remove);
    return all;
  }

  @Override
  public Set<String> unreadable() {
    return unreadable;
  }

  @Override
  public String canonical(String body) {
    return body;
  }

  @Override
  public void apply(List<StateRecord> records)
      throws StateRefusedException, IOException, InterruptedException {
    store.lock();
    try {
      if (diskFails) {
        throw new IOException("the disk is full");
      }
      Map<String, Optional<String>> changes = new TreeMap<>();
      Map<String, String> after = new TreeMap<>(things);
      for (StateRecord record : records) {
        Optional<String> body = record.deleted() ? Optional.empty() : Optional.of(record.body());
        changes.put(record.id().key(), body);
        after.remove(record.id().key());
        body.ifPresent(text -> after.put(record.id().key(), text));
      }
      List<String> names = after.values().stream().filter(text -> text.startsWith("=")).toList();
      if (names.size() != Set.copyOf(names).size()) {
        throw new StateRefusedException("a name is taken");
      }
      if (records.stream().anyMatch(record -> record.id().key().equals(stumblesAt))) {
        throw new IllegalArgumentException("what is this?");
      }
      Agreed agreed = state().propose(KIND, "applying", changes); // as stores do of all edits
      put(changes);
      agreed.done();
    } catch (NotAgreedException not) {
      throw new IOException(not);
    } finally {
      store.unlock();
    }
  }

  @Override
  public void lost(StateRecord record, StateRecord winner) {
    lost.add(record);
  }

  @Override
  public void refused(StateRecord record, String why) {
    refusals.add(record.id().key() + ": " + why);
  }

  @Override
  public void applied(StateRecord record) {}

  @Override
  public synchronized List<Kept> load() {
    return List.copyOf(disk.values());
  }

  @Override
  public synchronized void put(Collection<Kept> kept) throws IOException {
    if (diskFails) {
      throw new IOException("the disk is full");
    }
    kept.forEach(one -> disk.put(one.record().id(), one));
  }

  @Override
  public synchronized void forget(Collection<StateId> ids, long newest) {
    ids.forEach(disk::remove);
    forgotten = newest;
  }

  @Override
  public synchronized long forgotten() {
    return forgotten;
  }

  @Override
  public synchronized String member() {
    return member;
  }

  @Override
  public synchronized void settle(String now) {
    member = now;
  }

  @Override
  public synchronized void clear() {
    disk.clear();
    member = "";
    forgotten = 0;
  }
}
