package io.tidegate.cluster.member;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryMergedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import com.hazelcast.projection.Projection;
import io.tidegate.cluster.state.Exchange;
import io.tidegate.cluster.state.NotAgreedException;
import io.tidegate.cluster.state.NotAgreedException.Reason;
import io.tidegate.cluster.state.StateId;
import io.tidegate.cluster.state.StateRecord;
import io.tidegate.media.Nullable;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The records of all members, by Hazelcast. Edits of one kind come one after the other; each of
/// their records is compared and set. Any thread that may wait.
public final class SharedRecords implements Exchange {
  private static final Logger log = LoggerFactory.getLogger(SharedRecords.class);

  private static final String MAP = "state";

  /// For the lock of a kind: a whole file of routes is written in less.
  private static final Duration LOCK = Duration.ofSeconds(5);

  /// Whoever holds a lock and hangs loses it.
  private static final Duration LEASE = Duration.ofSeconds(30);

  /// Longer than it takes to notice that a node is gone.
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final Membership membership;
  private final IMap<String, StateRecord> map;
  private final IMap<String, Boolean> locks;
  private final List<UUID> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  public SharedRecords(Membership membership) {
    this.membership = membership;
    this.map = membership.map(MAP);
    this.locks = membership.map(MAP + "-locks");
  }

  @Override
  public void write(Map<StateRecord, Long> records)
      throws NotAgreedException, InterruptedException {
    String kind = records.keySet().iterator().next().id().kind();
    try {
      if (!locks.tryLock(
          kind, LOCK.toMillis(), TimeUnit.MILLISECONDS, LEASE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw busy();
      }
      try {
        check(records);
        set(records);
      } finally {
        unlock(kind);
      }
    } catch (HazelcastException | IllegalStateException down) {
      throw busy();
    }
  }

  private void unlock(String kind) {
    try {
      locks.unlock(kind);
    } catch (IllegalMonitorStateException late) {
      log.warn("edits of {} took longer than {}", kind, LEASE, late);
    }
  }

  private static NotAgreedException busy() {
    return new NotAgreedException(
        Reason.BUSY,
        "the other nodes do not answer now; in some seconds, see what became of this and try"
            + " again");
  }

  /// All of them before one of them is set.
  private void check(Map<StateRecord, Long> records)
      throws NotAgreedException, InterruptedException {
    Set<String> names = new HashSet<>();
    records.keySet().forEach(record -> names.add(record.id().toString()));
    Map<String, Author> newest =
        await(map.<Author>submitToKeys(names, new Look()).toCompletableFuture());
    for (var one : records.entrySet()) {
      refuseStale(one.getKey(), newest.get(one.getKey().id().toString()), one.getValue());
    }
  }

  private static void refuseStale(StateRecord wished, @Nullable Author there, long base)
      throws NotAgreedException {
    if (there != null && there.stamp() > base) {
      throw new NotAgreedException(
          Reason.STALE,
          wished.id()
              + " was changed by "
              + there.name()
              + " at node "
              + Epochs.node(there.stamp())
              + " at the same time; look at it and decide anew");
    }
  }

  /// What is told once is not taken back: of the nodes that do not answer some may have it.
  private void set(Map<StateRecord, Long> records) throws NotAgreedException, InterruptedException {
    Map<StateRecord, CompletableFuture<Author>> answers = new HashMap<>();
    records.forEach((record, base) ->
        answers.put(
            record,
            map.<Author>submitToKey(record.id().toString(), new SetNewer(record, base))
                .toCompletableFuture()));
    for (var answer : answers.entrySet()) {
      StateRecord record = answer.getKey();
      refuseStale(record, await(answer.getValue()), records.getOrDefault(record, 0L));
    }
  }

  private static <T> T await(CompletableFuture<T> answer)
      throws NotAgreedException, InterruptedException {
    try {
      return answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException down) {
      throw busy();
    }
  }

  @Override
  public void offer(Collection<StateRecord> records) {
    List<CompletableFuture<Author>> answers = new ArrayList<>();
    for (StateRecord record : records) {
      answers.add(
          map.<Author>submitToKey(record.id().toString(), new SetNewer(record, record.stamp() - 1))
              .toCompletableFuture());
    }
    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
  }

  @Override
  public Map<StateId, Long> digest() {
    Map<StateId, Long> digest = new HashMap<>();
    for (String line : map.project(new StampLine())) {
      int space = line.indexOf(' ');
      digest.put(
          StateId.parse(line.substring(space + 1)), Long.parseLong(line.substring(0, space)));
    }
    return digest;
  }

  @Override
  public List<StateRecord> get(Collection<StateId> ids) {
    Set<String> names = new HashSet<>();
    ids.forEach(id -> names.add(id.toString()));
    return List.copyOf(map.getAll(names).values());
  }

  @Override
  public void forget(Collection<StateRecord> records) {
    for (StateRecord record : records) {
      map.submitToKey(record.id().toString(), new Forget(record.stamp()))
          .toCompletableFuture()
          .join();
    }
  }

  @Override
  public boolean hasOthers() {
    return membership.nodes().size() > 1;
  }

  @Override
  public void observe(Consumer<StateRecord> arrived, Consumer<Regrouping> regrouped) {
    listeners.add(
        map.addEntryListener(
            (EntryAddedListener<String, StateRecord>) event -> tell(event, arrived), true));
    listeners.add(
        map.addEntryListener(
            (EntryUpdatedListener<String, StateRecord>) event -> tell(event, arrived), true));
    listeners.add(
        map.addEntryListener(
            (EntryMergedListener<String, StateRecord>) event -> tell(event, arrived), true));
    membership.observe(event -> {
      if (closed) {
        return;
      }
      switch (event) {
        case MembershipEvent.Merging _ -> regrouped.accept(Regrouping.MERGING);
        case MembershipEvent.Joined _, MembershipEvent.Left _, MembershipEvent.Merged _ ->
            regrouped.accept(Regrouping.CHANGED);
        case MembershipEvent.Ended _ -> {}
      }
    });
  }

  private void tell(EntryEvent<String, StateRecord> event, Consumer<StateRecord> arrived) {
    if (!closed) {
      arrived.accept(event.getValue());
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      listeners.forEach(map::removeEntryListener);
    } catch (IllegalStateException _) {
      // the node has left already
    }
  }

  /// The stamp, a space, the id.
  private record StampLine() implements Projection<Map.Entry<String, StateRecord>, String> {
    @Serial private static final long serialVersionUID = 1;

    @Override
    public String transform(Map.Entry<String, StateRecord> entry) {
      return entry.getValue().stamp() + " " + entry.getKey();
    }
  }

  /// Who made the newest edit of a thing.
  private record Author(long stamp, String name) implements Serializable {
    static @Nullable Author of(@Nullable StateRecord record) {
      return record == null ? null : new Author(record.stamp(), record.author());
    }
  }

  private record Look() implements EntryProcessor<String, StateRecord, Author> {
    @Serial private static final long serialVersionUID = 1;

    @Override
    public @Nullable Author process(Map.Entry<String, StateRecord> entry) {
      return Author.of(entry.getValue());
    }

    @Override
    public @Nullable EntryProcessor<String, StateRecord, Author> getBackupProcessor() {
      return null;
    }
  }

  /// Sets a record, unless there is one that is newer than `base`: answers its author, then.
  private record SetNewer(StateRecord record, long base)
      implements EntryProcessor<String, StateRecord, Author> {
    @Serial private static final long serialVersionUID = 1;

    @Override
    public @Nullable Author process(Map.Entry<String, StateRecord> entry) {
      @Nullable StateRecord there = entry.getValue();
      if (there != null && (there.stamp() > base || there.stamp() >= record.stamp())) {
        return Author.of(there);
      }
      entry.setValue(record);
      return null;
    }
  }

  private record Forget(long stamp) implements EntryProcessor<String, StateRecord, Boolean> {
    @Serial private static final long serialVersionUID = 1;

    @Override
    @SuppressWarnings("NullAway") // Hazelcast's way to say that an entry goes
    public Boolean process(Map.Entry<String, StateRecord> entry) {
      @Nullable StateRecord there = entry.getValue();
      if (there == null || there.stamp() != stamp) {
        return false;
      }
      entry.setValue(null);
      return true;
    }
  }
}
