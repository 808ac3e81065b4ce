package io.tidegate.cluster.directory;

import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryMergedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import io.tidegate.cluster.member.Lease;
import io.tidegate.cluster.member.Membership;
import io.tidegate.media.StreamKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Marks of all nodes: each has some pages, and sends those that have changed, at most four times a
/// second. So what it costs grows with the nodes and hardly with the streams. Any thread.
final class SharedMarks {
  /// A bit of an `int` each.
  private static final int PAGES = Integer.SIZE;

  private static final Duration PAUSE = Duration.ofMillis(250);

  private final IMap<String, String> map;
  private final int number;
  private final Marks marks;
  private final Supplier<Map<StreamKey, Lease>> own;
  private final ScheduledExecutorService thread;
  private final AtomicInteger dirty = new AtomicInteger();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /// @param own what this node has
  /// @param thread may wait
  SharedMarks(
      Membership membership,
      Marks marks,
      Supplier<Map<StreamKey, Lease>> own,
      ScheduledExecutorService thread) {
    this.map = membership.map("stream-marks");
    this.number = membership.number();
    this.marks = marks;
    this.own = own;
    this.thread = thread;
  }

  void start() {
    map.addEntryListener(
        (EntryAddedListener<String, String>) event -> marks.read(event.getValue()), true);
    map.addEntryListener(
        (EntryUpdatedListener<String, String>) event -> marks.read(event.getValue()), true);
    map.addEntryListener(
        (EntryMergedListener<String, String>) event -> marks.read(event.getValue()), true);
    reload();
  }

  /// Whatever was told while nobody listened. A thread that may wait.
  void reload() {
    map.values().forEach(marks::read);
  }

  /// This node has a new mark of a stream. It never waits.
  void changed(StreamKey key) {
    int _ = dirty.getAndUpdate(pages -> pages | 1 << page(key));
    if (scheduled.compareAndSet(false, true)) {
      thread.execute(this::send);
    }
  }

  private static int page(StreamKey key) {
    return Math.floorMod(key.hashCode(), PAGES);
  }

  private void send() {
    int pages = dirty.getAndSet(0);
    try {
      Map<Integer, Map<StreamKey, Lease>> byPage = new HashMap<>();
      own.get()
          .forEach((key, lease) -> {
            if ((pages & 1 << page(key)) != 0) {
              byPage.computeIfAbsent(page(key), _ -> new HashMap<>()).put(key, lease);
            }
          });
      byPage.forEach((page, some) ->
          map.set(number + ":" + page, marks.page(some), Marks.KEPT.toSeconds(), TimeUnit.SECONDS));
    } finally {
      var _ = thread.schedule(this::sendAgain, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /// Nobody is missed: whoever came since `scheduled` was set has set his page before.
  private void sendAgain() {
    scheduled.set(false);
    if (dirty.get() != 0 && scheduled.compareAndSet(false, true)) {
      send();
    }
  }
}
