package io.tidegate.cluster.directory;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryMergedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import io.tidegate.cluster.member.ClusterThread;
import io.tidegate.cluster.member.Membership;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Marks of all nodes: each has some pages, and sends those that have changed, at most four times a
/// second. So what it costs grows with the nodes and hardly with the streams. Marks of streams that
/// have ended stay in their pages for [Marks#KEPT].
///
/// Whoever takes a stream over waits for the last mark of the one before, who says which it was.
/// Any thread.
final class SharedMarks {
  private static final Logger log = LoggerFactory.getLogger(SharedMarks.class);

  /// A bit of an `int` each.
  private static final int PAGES = Integer.SIZE;

  private static final Duration PAUSE = Duration.ofMillis(250);

  /// Nodes that are well answer within milliseconds.
  private static final Duration ANSWER = Duration.ofMillis(250);

  /// Last marks are waited for no longer than this, and kept for a while after it.
  private static final Duration LAST = Duration.ofSeconds(1);

  private static final Duration LAST_KEPT = Duration.ofMinutes(1);
  private static final String LAST_OF = "last:";

  private final IMap<String, String> map;
  private final int number;
  private final Marks marks;
  private final Predicate<StreamKey> own;
  private final ClusterThread thread;
  private final AtomicInteger dirty = new AtomicInteger();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final Map<StreamKey, Told> told = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> awaited = new ConcurrentHashMap<>();

  private record Told(long epoch, long nanos) {}

  /// @param own whether this node has it
  /// @param thread may wait
  SharedMarks(Membership membership, Marks marks, Predicate<StreamKey> own, ClusterThread thread) {
    this.map = membership.map("stream-marks");
    this.number = membership.number();
    this.marks = marks;
    this.own = own;
    this.thread = thread;
  }

  void start() {
    map.addEntryListener((EntryAddedListener<String, String>) this::heard, true);
    map.addEntryListener((EntryUpdatedListener<String, String>) this::heard, true);
    map.addEntryListener((EntryMergedListener<String, String>) this::heard, true);
    reload();
  }

  private void heard(EntryEvent<String, String> event) {
    marks.read(event.getValue());
    CountDownLatch waiting = awaited.get(event.getKey());
    if (waiting != null) {
      waiting.countDown();
    }
  }

  /// Whatever was told while nobody listened. A thread that may wait.
  void reload() {
    map.values().forEach(marks::read);
  }

  /// This node has a new mark of a stream. It never waits.
  void changed(StreamKey key, long epoch) {
    told.put(key, new Told(epoch, System.nanoTime()));
    makeDirty(1 << page(key));
    sendSoon(Duration.ZERO);
  }

  private void sendSoon(Duration delay) {
    if (scheduled.compareAndSet(false, true)) {
      thread.later(this::send, delay);
    }
  }

  private void makeDirty(int pages) {
    int _ = dirty.getAndUpdate(before -> before | pages);
  }

  private static int page(StreamKey key) {
    return Math.floorMod(key.hashCode(), PAGES);
  }

  private void send() {
    try {
      sendNow();
    } finally {
      thread.later(this::sendAgain, PAUSE);
    }
  }

  /// All that was not sent yet, at most a moment long. The thread of sends.
  void sendNow() {
    long now = System.nanoTime();
    told.entrySet()
        .removeIf(entry ->
            now - entry.getValue().nanos() > Marks.KEPT.toNanos() && !own.test(entry.getKey()));
    int pages = dirty.getAndSet(0);
    Map<Integer, Map<StreamKey, Long>> byPage = new HashMap<>();
    told.forEach((key, one) -> {
      if ((pages & 1 << page(key)) != 0) {
        byPage.computeIfAbsent(page(key), _ -> new HashMap<>()).put(key, one.epoch());
      }
    });
    List<CompletableFuture<Void>> sets = new ArrayList<>();
    byPage.forEach((page, some) ->
        sets.add(
            set(number + ":" + page, some, Marks.KEPT)
                .whenComplete((_, failed) -> sent(page, failed))));
    waitFor(CompletableFuture.allOf(sets.toArray(CompletableFuture[]::new)));
  }

  /// Whatever failed is sent again, though nothing new may come for long.
  private void sent(int page, @Nullable Throwable failed) {
    if (failed != null) {
      makeDirty(1 << page);
      sendSoon(PAUSE);
    }
  }

  private CompletableFuture<Void> set(String name, Map<StreamKey, Long> some, Duration kept) {
    return map.setAsync(name, marks.page(some), kept.toSeconds(), TimeUnit.SECONDS)
        .toCompletableFuture();
  }

  /// But not for a node that hangs: others wait for what comes behind this.
  private static void waitFor(CompletableFuture<Void> sent) {
    try {
      sent.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      log.debug("marks are on their way", late);
    } catch (ExecutionException failed) {
      log.debug("marks are sent again", failed);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Nobody is missed: whoever came since `scheduled` was set has set his page before.
  private void sendAgain() {
    scheduled.set(false);
    if (dirty.get() != 0 && scheduled.compareAndSet(false, true)) {
      send();
    }
  }

  /// This node had a stream and marks it no more: says which mark was the last, if there is one. It
  /// never waits.
  void tellLast(StreamKey key, long epoch) {
    var _ = set(last(key, epoch), Map.of(key, epoch), LAST_KEPT);
  }

  private static String last(StreamKey key, long epoch) {
    return LAST_OF + epoch + ":" + key;
  }

  /// Until another node has said which mark of that epoch is its last, or it does not say it. A
  /// thread that may wait.
  void awaitLast(StreamKey key, long epoch) {
    String last = last(key, epoch);
    CountDownLatch heard = awaited.computeIfAbsent(last, _ -> new CountDownLatch(1));
    try {
      var _ = map.getAsync(last).thenAccept(there -> read(there, heard));
      boolean _ = heard.await(LAST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      awaited.remove(last, heard);
    }
  }

  private void read(@Nullable String page, CountDownLatch heard) {
    if (page != null) {
      marks.read(page);
      heard.countDown();
    }
  }
}
