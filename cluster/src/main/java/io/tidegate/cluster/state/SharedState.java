package io.tidegate.cluster.state;

import io.tidegate.media.Nullable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What all nodes want, at this node. Any thread that may wait; what arrives is done on one thread
/// of its own.
///
/// 1. [#open] with what this node has on its disk.
/// 2. [#connect] when the other nodes can be reached: this node takes what it has missed, and tells
///    what they have.
/// 3. [#propose] before each edit: it is refused where another node has changed the same thing.
///    Without connection every edit is agreed to, and told later.
/// 4. [#disconnect] and [#connect] again, or [#close].
public final class SharedState implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SharedState.class);

  /// Records that have arrived and wait for the disk; more are fetched when these are done.
  private static final int MAX_ARRIVED = 20_000;

  /// What was missed though nobody noticed is found after so long.
  private static final Duration ROUND = Duration.ofMinutes(1);

  /// A disk that was full may not be.
  private static final Duration RETRY = Duration.ofSeconds(2);

  private static final long CLOSE_SECONDS = 15;

  private final StateOptions options;
  private final StateBook book;
  private final Applying applying;
  private final StateListener listener;
  private final ScheduledThreadPoolExecutor worker;
  private final ConcurrentHashMap<StateId, StateRecord> arrived = new ConcurrentHashMap<>();
  private final AtomicBoolean taking = new AtomicBoolean();
  private final AtomicBoolean meeting = new AtomicBoolean();
  private final AtomicBoolean retrying = new AtomicBoolean();
  private final LongAdder agreed = new LongAdder();
  private final LongAdder stale = new LongAdder();
  private final LongAdder news = new LongAdder();
  private final LongAdder losses = new LongAdder();
  private final LongAdder overflows = new LongAdder();

  /// Not yet: it has not met the others, and what it has may be older than what they have.
  private volatile boolean member;

  /// It knows what the others know: what it does not know and is old was deleted.
  private volatile boolean settled;

  private volatile @Nullable Exchange exchange;

  private SharedState(StateOptions options, StateListener listener, List<StateKind> kinds)
      throws IOException {
    this.options = options;
    this.listener = listener;
    this.book = new StateBook(options.node(), options.store(), options.clock());
    this.member = book.isOf(options.member());
    this.applying = new Applying(book, kinds, listener);
    this.worker =
        new ScheduledThreadPoolExecutor(
            1, work -> Thread.ofPlatform().name("cluster-state").daemon().unstarted(work));
    worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /// @throws IOException when the disk cannot be read
  public static SharedState open(
      StateOptions options, List<StateKind> kinds, StateListener listener) throws IOException {
    SharedState state = new SharedState(options, listener, kinds);
    var _ =
        state.worker.scheduleWithFixedDelay(
            state::round, ROUND.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
    return state;
  }

  /// Tells the others, and is told, from now on.
  public void connect(Exchange between) {
    settled = false;
    exchange = between;
    between.observe(
        this::arrived,
        change -> {
          switch (change) {
            case MERGING -> settled = false;
            case CHANGED -> meetSoon();
          }
        });
    meetSoon();
  }

  /// Works alone from now on. The exchange is closed.
  public void disconnect() {
    @Nullable Exchange before = exchange;
    exchange = null;
    settled = false;
    if (before != null) {
      before.close();
    }
  }

  /// Asks whether an edit may be made, when nothing else can come between the decision and it. What
  /// a [StateKind] makes hold is an edit, too, that may always be made.
  ///
  /// @param changes bodies by key, empty for what is to go
  /// @throws NotAgreedException when it may not
  public Agreed propose(String kind, String author, Map<String, Optional<String>> changes)
      throws NotAgreedException, InterruptedException {
    if (!member || changes.isEmpty()) {
      return Agreed.ALONE;
    }
    try {
      Map<StateRecord, Long> drafts = book.draft(kind, author, changes, applying::says);
      if (drafts.isEmpty()) {
        return Agreed.ALONE;
      }
      @Nullable Exchange asked = exchange;
      if (asked != null) {
        asked.write(drafts);
      }
      book.agreed(drafts.keySet());
      agreed.increment();
      return new Hand(drafts.keySet(), asked);
    } catch (NotAgreedException not) {
      stale.increment();
      if (not.reason() == NotAgreedException.Reason.BUSY) {
        meetSoon(); // whoever has it by now is not the only one
      }
      throw not;
    }
  }

  private final class Hand implements Agreed {
    private final List<StateRecord> records;
    private final @Nullable Exchange asked;

    Hand(Collection<StateRecord> records, @Nullable Exchange asked) {
      this.records = List.copyOf(records);
      this.asked = asked;
    }

    @Override
    public void done() {
      try {
        boolean ignored = book.stand(records, Kept.Standing.APPLIED, "");
      } catch (IOException disk) {
        log.error("what was agreed to holds, but is not taken down: {}", disk.toString());
      }
      if (!Objects.equals(exchange, asked)) {
        meetSoon();
      }
      soon(() -> {
        boolean ignored = applying.retry();
      });
    }

    @Override
    public void failed() {
      try {
        boolean ignored = book.stand(records, Kept.Standing.PENDING, "");
      } catch (IOException disk) {
        log.error("what was agreed to is to be done, but is not taken down: {}", disk.toString());
      }
      soon(SharedState.this::applyPending);
    }
  }

  private void arrived(StateRecord record) {
    if (record.node() == options.node()) {
      return;
    }
    if (arrived.size() >= MAX_ARRIVED) {
      overflows.increment();
      meetSoon();
      return;
    }
    arrived.merge(record.id(), record, (one, other) -> one.stamp() > other.stamp() ? one : other);
    if (taking.compareAndSet(false, true)) {
      soon(this::takeArrived);
    }
  }

  private void takeArrived() {
    taking.set(false);
    for (StateId id : arrived.keySet()) {
      @Nullable StateRecord record = arrived.remove(id);
      if (record != null) {
        take(record);
      }
    }
    applyPending();
  }

  private void take(StateRecord record) {
    try {
      if (settled && book.isForgotten(record)) {
        revoke(record);
        return;
      }
      StateBook.Taken taken = book.take(record);
      if (taken.isNews()) {
        news.increment();
      }
      taken
          .lost()
          .ifPresent(lost -> {
            losses.increment();
            listener.lost(lost, record);
          });
    } catch (IOException disk) {
      log.error("{} cannot be kept: {}", record, disk.toString());
    }
  }

  /// Of a node that was away for longer than deletions are remembered.
  private void revoke(StateRecord record) throws IOException {
    @Nullable Exchange now = exchange;
    StateRecord deletion = book.deletionOf(record);
    log.warn("{}: unknown here and old, so it was deleted and stays so", record);
    StateBook.Taken ignored = book.take(deletion);
    if (now != null) {
      now.offer(List.of(deletion));
    }
  }

  private void applyPending() {
    if (!applying.applyPending() && retrying.compareAndSet(false, true)) {
      later(() -> {
        retrying.set(false);
        applyPending();
      });
    }
  }

  private void meetSoon() {
    if (meeting.compareAndSet(false, true)) {
      soon(this::meet);
    }
  }

  /// What is done once a minute.
  void round() {
    try {
      meet();
      @Nullable Exchange now = exchange;
      List<StateRecord> old = book.forget();
      if (now != null && !old.isEmpty()) {
        now.forget(old);
      }
    } catch (IOException | RuntimeException failure) {
      log.warn("old deletions are kept: {}", failure.toString());
    }
  }

  /// Compares what this node has with what the others have. What was changed here without asking
  /// comes first: it is an edit like others.
  private void meet() {
    meeting.set(false);
    @Nullable Exchange with = exchange;
    if (with == null) {
      return;
    }
    try {
      applyPending();
      if (member) {
        reconcile();
      }
      boolean anything = compare(with);
      if (!member && (anything || with.hasOthers() || options.mayBegin().getAsBoolean())) {
        book.settle(options.member());
        member = true;
        reconcile();
        anything = compare(with);
      }
      settled = member;
    } catch (IOException | RuntimeException failure) {
      if (with.equals(exchange)) {
        log.warn("the other nodes' state is not known: {}", failure.toString());
        later(this::meetSoon);
      }
    }
  }

  private void reconcile() throws IOException {
    for (StateKind kind : applying.kinds()) {
      Map<StateId, Kept> seen = book.all();
      for (StateRecord made : book.reconcile(kind, seen, kind.stored())) {
        log.info("{}: changed here without the others", made);
      }
    }
  }

  /// @return whether the others have anything
  private boolean compare(Exchange with) {
    Map<StateId, Long> theirs = with.digest();
    List<StateId> missing = new ArrayList<>();
    theirs.forEach((id, stamp) -> {
      if (book.find(id).map(one -> one.record().stamp()).orElse(0L) < stamp) {
        missing.add(id);
      }
    });
    for (List<StateId> some : Applying.pieces(missing)) {
      with.get(some).forEach(this::take);
      applyPending();
    }
    List<StateRecord> offered =
        book.all().values().stream()
            .map(Kept::record)
            .filter(record -> theirs.getOrDefault(record.id(), 0L) < record.stamp())
            .toList();
    Applying.pieces(offered).forEach(with::offer);
    return !theirs.isEmpty();
  }

  private void soon(Runnable task) {
    try {
      worker.execute(() -> guarded(task));
    } catch (RejectedExecutionException closed) {
      log.debug("closed: the next start does it", closed);
    }
  }

  private void later(Runnable task) {
    try {
      var _ = worker.schedule(() -> guarded(task), RETRY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      log.debug("closed: the next start does it", closed);
    }
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException bug) {
      log.error("a bug in what all nodes want", bug);
    }
  }

  /// Waits until what has arrived is done.
  void drain() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    soon(() -> soon(done::countDown));
    done.await();
  }

  /// What this node would tell of a record, if it has one.
  public Optional<Kept> find(StateId id) {
    return book.find(id);
  }

  public StateView view() {
    Map<StateId, Kept> all = book.all();
    int live = 0;
    int pending = 0;
    Map<Long, StateView.Refused> refused = new TreeMap<>();
    for (Kept one : all.values()) {
      live += one.isLive() ? 1 : 0;
      switch (one.standing()) {
        case IN_HAND, PENDING -> pending++;
        case REFUSED ->
            refused.put(one.record().stamp(), new StateView.Refused(one.record(), one.problem()));
        case APPLIED -> {}
      }
    }
    return new StateView(
        member,
        exchange != null,
        live,
        all.size() - live,
        pending,
        List.copyOf(refused.values()),
        new StateView.Counts(agreed.sum(), stale.sum(), news.sum(), losses.sum(), overflows.sum()));
  }

  @Override
  public void close() {
    disconnect();
    worker.shutdown();
    try {
      if (!worker.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        log.warn("what arrived is not done yet; the next start does it");
        worker.shutdownNow();
        boolean _ =
            worker.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS); // its store is closed next
      }
    } catch (InterruptedException _) {
      worker.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
