package io.tidegate.gateway.storage;

import io.tidegate.gateway.notify.Pace;
import io.tidegate.gateway.store.UploadStore;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Files on their way to storage profiles: on disk, so that they go on after a crash. Any thread.
///
/// 1. [#observe] by whoever will add;
/// 2. [#open] a lane of each profile, which brings what waits;
/// 3. [#add];
/// 4. [#close].
final class Uploads implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Uploads.class);

  /// Down to a few minutes, as nothing else brings a server that is back to our mind.
  static final Pace PACE = new Pace(Duration.ofSeconds(1), Duration.ofMinutes(5));

  /// Files whose disk has not answered yet.
  private static final int MOST_ASKED = 10_000;

  /// For files that were added just before.
  private static final long CLOSE_SECONDS = 5;

  private static final String STOPPING = "the server is stopping";

  private final UploadStore store;
  private final Lane.Means means;
  private final UploadEnds ends = new UploadEnds();
  private final Map<String, UploadTally> tallies = new ConcurrentHashMap<>();
  private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor sizes =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_ASKED),
          work -> Thread.ofPlatform().name("upload-sizes").daemon().unstarted(work));

  /// Whose disk has not answered yet.
  private final Map<Long, CompletableFuture<Long>> asked = new ConcurrentHashMap<>();

  private final AtomicLong questions = new AtomicLong();

  private final AtomicBoolean counting = new AtomicBoolean();
  private volatile Map<String, UploadStore.Depth> depths = Map.of();

  /// @param health hears when a profile begins to fail, and when it is well again
  Uploads(UploadStore store, Pace pace, Clock clock, HealthListener health) {
    this.store = store;
    this.means = new Lane.Means(store, ends, pace, clock, RandomGenerator.getDefault(), health);
    count();
  }

  void observe(String owner, UploadListener listener) {
    ends.observe(owner, listener);
  }

  /// Brings what waits for a profile, in the place of a lane that did so before.
  void open(StorageSpec spec, StorageBackend backend) {
    shut(spec.name());
    Lane lane = new Lane(spec, backend, tally(spec.name()), means);
    lanes.put(spec.name(), lane);
    lane.start();
  }

  /// What waits stays in the queue.
  void shut(String profile) {
    Lane before = lanes.remove(profile);
    if (before != null) {
      before.close();
    }
  }

  /// Complete with its number when it is in the queue, on the disk.
  ///
  /// Never waits for the disk.
  CompletableFuture<Long> add(Upload upload) {
    CompletableFuture<Long> bytes = new CompletableFuture<>();
    long question = questions.incrementAndGet();
    asked.put(question, bytes);
    try {
      sizes.execute(() -> {
        size(upload.file(), bytes);
        asked.remove(question);
      });
    } catch (RejectedExecutionException refused) {
      String why = sizes.isShutdown() ? STOPPING : "the disk does not answer";
      bytes.completeExceptionally(new StorageException(StorageException.Kind.LOCAL, why, refused));
      asked.remove(question);
    }
    return bytes
        .thenCompose(length -> store.add(upload, length))
        .whenComplete((_, refused) -> {
          UploadTally tally = tally(upload.profile());
          if (refused == null) {
            tally.takes();
          } else if (tally.refuses()) {
            log.error("not queued for {}: {}", upload.profile(), words(refused));
          }
          wake(upload.profile());
        });
  }

  private static String words(Throwable refused) {
    Throwable cause =
        refused instanceof CompletionException && refused.getCause() != null
            ? refused.getCause()
            : refused;
    return String.valueOf(cause.getMessage());
  }

  private static void size(Path file, CompletableFuture<Long> bytes) {
    try {
      bytes.complete(Files.size(file));
    } catch (IOException absent) {
      bytes.completeExceptionally(
          new StorageException(StorageException.Kind.LOCAL, file + " cannot be read", absent));
    }
  }

  private void wake(String profile) {
    count();
    Lane lane = lanes.get(profile);
    if (lane != null) {
      lane.wake();
    }
  }

  /// Looks how much waits, some time soon.
  void count() {
    if (counting.compareAndSet(false, true)) {
      var _ =
          store
              .depths()
              .whenComplete((now, failure) -> {
                counting.set(false);
                if (failure == null) {
                  depths = Map.copyOf(now);
                }
              });
    }
  }

  private UploadTally tally(String profile) {
    return tallies.computeIfAbsent(profile, _ -> new UploadTally());
  }

  /// What waits, as it was counted last; it is counted again.
  UploadsView view(String profile) {
    count();
    UploadStore.Depth depth = depths.getOrDefault(profile, UploadStore.Depth.NONE);
    UploadTally tally = tally(profile);
    Lane lane = lanes.get(profile);
    UploadTally.Health health = tally.health();
    return new UploadsView(
        depth.waiting(),
        depth.bytes(),
        depth.oldest(),
        lane == null ? 0 : lane.running(),
        tally.counts(),
        health.problem(),
        health.failingSince());
  }

  /// Profiles for which something waits, whether they are there or not.
  List<String> waiting() {
    return depths.keySet().stream().sorted().toList();
  }

  /// Oldest first.
  ///
  /// @param after only numbers above
  CompletableFuture<List<QueuedUpload>> list(String profile, long after, int limit) {
    return store.list(profile, after, limit);
  }

  /// Why the queue cannot be written; null when it can.
  @Nullable
  String problem() {
    return store.problem();
  }

  @Override
  public void close() {
    sizes.shutdown();
    try {
      if (!sizes.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        log.warn("{} files are not queued: their disk does not answer", asked.size());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    sizes.shutdownNow();
    for (CompletableFuture<Long> one : asked.values()) {
      one.completeExceptionally(new StorageException(StorageException.Kind.LOCAL, STOPPING));
    }
    List.copyOf(lanes.keySet()).forEach(this::shut);
    store.close();
  }
}
