package io.tidegate.gateway.event;

import io.tidegate.media.Nullable;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What changes on this gateway, in numbered patches: the state of everything that has one, by
/// comparing snapshots, and what others tell it. Lives on a thread of its own.
///
/// 1. [#start].
/// 2. [#tell] and [#happened] from any thread; [#subscribe] and [#unsubscribe].
/// 3. [#close].
public final class LiveBoard implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LiveBoard.class);

  /// How often snapshots are compared: two looks a second are seen as "at once".
  private static final Duration LOOK = Duration.ofMillis(500);

  /// How long somebody may be away and still get what he missed.
  private static final Duration MEMORY = Duration.ofSeconds(60);

  /// And how much of it: all of 10,000 routes changed at once, twice.
  private static final int MAX_PATCHES = 20_000;

  /// Events that wait for the thread.
  static final int MAX_TELLING = 10_000;

  private static final long CLOSE_SECONDS = 5;

  /// What a patch is about.
  ///
  /// @param entity `route`, `stream`, `source`, `publisher`, `pull`, `call`, `push`, `port`,
  ///   `certificate` or `alarm`
  public record EntityId(String entity, String id) {}

  /// @param seq counts all patches, over restarts too
  /// @param fields all of them as they are now, null when it is gone
  public record Patch(long seq, EntityId of, @Nullable JsonObject fields) {}

  /// Somebody who watches. Called on the board's thread: must not wait.
  public interface Listener {
    /// What was missed is not known any more: everything has to be read again.
    void snapshot(long seq);

    void patched(List<Patch> patches);

    void happened(Event event);

    void measured(JsonObject stats);
  }

  /// What is looked at. Called on the board's thread.
  ///
  /// @param entities all that have a state, without numbers that change by themselves
  /// @param sampler those numbers
  /// @param moved notes a move of state; null before or after for what was not there
  public record Views(Supplier<Map<EntityId, JsonObject>> entities, Sampler sampler, Moves moved) {}

  /// Reads the numbers that change by themselves, once for everybody who wants them.
  public interface Sampler {
    /// Once in each second.
    ///
    /// @param second since 1970
    void sample(long second);

    /// What was read last, for those who watch; only called while somebody does.
    JsonObject stats();
  }

  /// Notes that something came, changed or went.
  @FunctionalInterface
  public interface Moves {
    void note(EntityId of, @Nullable JsonObject before, @Nullable JsonObject after);
  }

  private record Remembered(long atNanos, Patch patch) {}

  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1, work -> Thread.ofPlatform().name("live-board").daemon().unstarted(work));
  private final AtomicInteger telling = new AtomicInteger();
  private final AtomicLong untold = new AtomicLong();
  private final Set<Listener> listeners = new CopyOnWriteArraySet<>();
  private final Views views;

  /// On the thread alone, from here on.
  private final Deque<Remembered> ring = new ArrayDeque<>();

  private Map<EntityId, JsonObject> known = new HashMap<>();
  private long seq = System.currentTimeMillis() * 1_000;
  private long sampled;

  public LiveBoard(Views views) {
    this.views = views;
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  public void start() {
    var _ =
        thread.scheduleWithFixedDelay(this::lookGuarded, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Something that no look finds has changed.
  public void tell(EntityId of, @Nullable JsonObject fields) {
    execute(() -> send(List.of(remember(of, fields))));
  }

  /// Something has happened. Where too much waits already, nobody is told: there are lists of all.
  public void happened(Event event) {
    if (telling.incrementAndGet() > MAX_TELLING) {
      telling.decrementAndGet();
      untold.incrementAndGet();
      return;
    }
    execute(() -> {
      telling.decrementAndGet();
      listeners.forEach(listener -> listener.happened(event));
    });
  }

  /// Events that no watcher heard of, because too many came at once.
  public long untold() {
    return untold.get();
  }

  /// @param lastSeq of the last patch seen, 0 for none
  public void subscribe(Listener listener, long lastSeq) {
    execute(() -> {
      Remembered oldest = ring.peekFirst();
      boolean knows =
          lastSeq == seq
              || (lastSeq < seq && oldest != null && oldest.patch().seq() <= lastSeq + 1);
      if (knows) {
        listener.patched(
            ring.stream().map(Remembered::patch).filter(patch -> patch.seq() > lastSeq).toList());
      } else {
        listener.snapshot(seq);
      }
      listeners.add(listener);
    });
  }

  public void unsubscribe(Listener listener) {
    execute(() -> listeners.remove(listener));
  }

  /// Runs `task` on the board's thread, soon; not when the board is closed.
  public void execute(Runnable task) {
    if (!thread.isShutdown()) {
      thread.execute(task);
    }
  }

  private void lookGuarded() {
    try {
      look();
    } catch (RuntimeException bug) {
      log.error("a bug in the live board; it looks again", bug);
    }
  }

  private void look() {
    Map<EntityId, JsonObject> now = views.entities().get();
    List<Patch> patches = new ArrayList<>();
    now.forEach((id, fields) -> {
      JsonObject before = known.get(id);
      if (!fields.equals(before)) {
        patches.add(remember(id, fields));
        views.moved().note(id, before, fields);
      }
    });
    for (EntityId id : new HashSet<>(known.keySet())) {
      if (!now.containsKey(id)) {
        patches.add(remember(id, null));
        views.moved().note(id, known.get(id), null);
      }
    }
    known = now;
    send(patches);
    sample();
  }

  /// By the clock on the wall, so that each second is seen although looks drift.
  private void sample() {
    long second = Math.floorDiv(System.currentTimeMillis(), 1_000);
    if (second == sampled) {
      return;
    }
    sampled = second;
    views.sampler().sample(second);
    if (!listeners.isEmpty()) {
      JsonObject stats = views.sampler().stats();
      listeners.forEach(listener -> listener.measured(stats));
    }
  }

  private Patch remember(EntityId of, @Nullable JsonObject fields) {
    Patch patch = new Patch(++seq, of, fields);
    long now = System.nanoTime();
    ring.add(new Remembered(now, patch));
    while (ring.size() > MAX_PATCHES || now - ring.getFirst().atNanos() > MEMORY.toNanos()) {
      ring.removeFirst();
    }
    return patch;
  }

  private void send(List<Patch> patches) {
    if (!patches.isEmpty()) {
      listeners.forEach(listener -> listener.patched(patches));
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      // what was asked for before is done; nothing here waits for anything
      var _ = thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
