package io.tidegate.cluster.member;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryMergedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import io.tidegate.media.Nullable;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lines that each node keeps for itself and tells the others: at its start, whenever a node comes,
/// goes or comes back after a split, since lines go with those who kept them, and whenever there is
/// a new one; each minute, too, as what is told may be lost. Any thread that may wait.
public final class SharedLines implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SharedLines.class);

  private static final Duration CLOSING = Duration.ofSeconds(5);

  /// Partitions that move are there again by then.
  private static final Duration RETRY = Duration.ofSeconds(2);

  /// Events of Hazelcast may be lost.
  private static final Duration EXCHANGE = Duration.ofMinutes(1);

  private final IMap<Integer, String> map;
  private final Supplier<Map<Integer, String>> own;
  private final Consumer<Collection<String>> sink;
  private final ToLongFunction<String> version;
  private final AtomicBoolean exchanging = new AtomicBoolean();
  private final ScheduledThreadPoolExecutor tasks =
      new ScheduledThreadPoolExecutor(1, Thread.ofVirtual().name("cluster-lines").factory());

  /// Lines that never change: the first one of a number stands.
  ///
  /// @param name of the map, the same at all nodes
  /// @param own what this node tells
  /// @param sink takes what others tell; never two threads at a time
  public SharedLines(
      Membership membership,
      String name,
      Supplier<Map<Integer, String>> own,
      Consumer<String> sink) {
    this(membership, name, own, lines -> lines.forEach(sink), _ -> 0);
  }

  /// @param sink takes what others tell, whatever came together at once; never two threads at a
  ///   time
  /// @param version of a line: a higher one takes the place of a lower one
  public SharedLines(
      Membership membership,
      String name,
      Supplier<Map<Integer, String>> own,
      Consumer<Collection<String>> sink,
      ToLongFunction<String> version) {
    this.map = membership.map(name);
    this.own = own;
    this.sink = sink;
    this.version = version;
    tasks.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    map.addEntryListener((EntryAddedListener<Integer, String>) this::told, true);
    map.addEntryListener((EntryUpdatedListener<Integer, String>) this::told, true);
    map.addEntryListener((EntryMergedListener<Integer, String>) this::told, true);
    membership.observe(event -> {
      if (!(event instanceof MembershipEvent.Merging) && exchanging.compareAndSet(false, true)) {
        later(() -> {
          exchanging.set(false);
          again();
        });
      }
    });
    try {
      CompletableFuture.runAsync(this::exchange, tasks).join();
    } catch (CompletionException failed) {
      tasks.shutdown();
      throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
    }
    long pause = EXCHANGE.toMillis();
    var _ = tasks.scheduleWithFixedDelay(guarded(this::again), pause, pause, TimeUnit.MILLISECONDS);
  }

  /// While partitions move nothing may be had, and what was revoked must not wait for the next node
  /// that comes or goes.
  private void again() {
    try {
      exchange();
    } catch (HazelcastInstanceNotActiveException left) {
      throw left;
    } catch (RuntimeException failed) {
      later(this::again, RETRY);
      throw failed;
    }
  }

  private void told(EntryEvent<Integer, String> event) {
    String line = event.getValue();
    later(() -> sink.accept(List.of(line)));
  }

  /// Nothing happens after the end.
  private void later(Runnable task) {
    later(task, Duration.ZERO);
  }

  private void later(Runnable task, Duration delay) {
    try {
      var _ = tasks.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException _) {
      // it is closed
    }
  }

  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (HazelcastInstanceNotActiveException _) {
        // this node leaves
      } catch (RuntimeException wrong) {
        log.error("lines of the cluster", wrong);
      }
    };
  }

  private void exchange() {
    Map<Integer, String> lines = own.get();
    Map<Integer, String> there = map.getAll(lines.keySet());
    lines.forEach((number, line) -> offer(number, line, there.get(number)));
    sink.accept(map.values());
  }

  private void offer(int number, String line, @Nullable String before) {
    @Nullable String stands = before == null ? map.putIfAbsent(number, line) : before;
    while (stands != null && version.applyAsLong(line) > version.applyAsLong(stands)) {
      if (map.replace(number, stands, line)) {
        return;
      }
      stands = map.get(number);
    }
  }

  /// Tells it to all, this node among them.
  public void tell(int number, String line) {
    map.set(number, line);
  }

  /// Tells it to all, unless they know it, or a higher version of it.
  public void tellNew(int number, String line) {
    offer(number, line, map.get(number));
  }

  /// Waits for what is being taken, so that whoever comes next has the disk for itself.
  @Override
  public void close() {
    tasks.shutdown();
    try {
      boolean _ = tasks.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
