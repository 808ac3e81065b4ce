package io.tidegate.gateway.storage;

import io.tidegate.gateway.notify.Pace;
import io.tidegate.gateway.store.UploadStore;
import io.tidegate.media.Nullable;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the files of one profile to it, the oldest first, some at a time, on threads of its own.
///
/// While the profile itself fails, one file is tried at a time, ever more seldom; what fails by
/// itself, or again and again, lets the others pass.
///
/// 1. [#start];
/// 2. [#wake], again and again;
/// 3. [#close].
final class Lane implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Lane.class);

  /// Nothing to do: the disk may have been mended meanwhile.
  private static final Duration IDLE = Duration.ofMinutes(1);

  private static final Duration DISK_PAUSE = Duration.ofSeconds(5);

  /// What a profile has refused so often is not waited for by the others.
  private static final int PATIENCE = 3;

  /// For uploads that hang in a disk, which nothing interrupts.
  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final Means means;
  private final StorageSpec spec;
  private final StorageBackend backend;
  private final UploadTally tally;
  private final LinkedBlockingQueue<Message> messages = new LinkedBlockingQueue<>();
  private final AtomicBoolean woken = new AtomicBoolean();
  private final Thread dispatcher;

  /// On the dispatcher alone.
  private final Map<Long, Thread> busy = new HashMap<>();

  /// Failures of the profile in a row; on the dispatcher alone.
  private int failed;

  /// Files that failed since the last one that went well, by what may be the profile's fault;
  /// [#PATIENCE] at most. On the dispatcher alone.
  private final Set<Long> suspects = new HashSet<>();

  private Instant notBefore = Instant.MIN;
  private volatile int running;
  private volatile boolean closed;

  /// What all lanes share.
  ///
  /// @param ends knows who is told
  record Means(
      UploadStore store,
      UploadEnds ends,
      Pace pace,
      Clock clock,
      RandomGenerator random,
      HealthListener health) {}

  private sealed interface Message {}

  private record Wake() implements Message {}

  private record Done(QueuedUpload queued, @Nullable StorageException failure) implements Message {}

  Lane(StorageSpec spec, StorageBackend backend, UploadTally tally, Means means) {
    this.spec = spec;
    this.backend = backend;
    this.tally = tally;
    this.means = means;
    this.dispatcher = Thread.ofVirtual().name("uploads-" + spec.name()).unstarted(this::run);
  }

  void start() {
    dispatcher.start();
  }

  /// There may be something to do. Any thread.
  void wake() {
    if (woken.compareAndSet(false, true)) {
      messages.add(new Wake());
    }
  }

  /// Files on their way. Any thread.
  int running() {
    return running;
  }

  @Override
  public void close() {
    closed = true;
    dispatcher.interrupt();
    try {
      if (!dispatcher.join(CLOSE.multipliedBy(2))) {
        log.warn("storage profile {}: uploads that hang are left behind", spec.name());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closed) {
        Duration wait = startWhatFits();
        Message message = messages.poll(Math.max(1, wait.toMillis()), TimeUnit.MILLISECONDS);
        switch (message) {
          case Done done -> done(done);
          case Wake _ -> woken.set(false);
          case null -> {}
        }
      }
    } catch (InterruptedException _) {
      // closed
    } finally {
      end();
    }
  }

  private void end() {
    busy.values().forEach(Thread::interrupt);
    long until = System.nanoTime() + CLOSE.toNanos();
    boolean interrupted = Thread.interrupted();
    for (Thread one : busy.values()) {
      interrupted |= join(one, until);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// @return whether this thread was interrupted meanwhile
  private static boolean join(Thread one, long untilNanos) {
    boolean interrupted = false;
    for (long left = untilNanos - System.nanoTime(); left > 0 && one.isAlive(); ) {
      try {
        boolean _ = one.join(Duration.ofNanos(left));
      } catch (InterruptedException _) {
        interrupted = true;
      }
      left = untilNanos - System.nanoTime();
    }
    return interrupted;
  }

  /// @return how long to wait for a message before looking again
  private Duration startWhatFits() throws InterruptedException {
    int most = failed > 0 ? 1 : spec.uploads();
    while (busy.size() < most) {
      Duration pause = Duration.between(means.clock().instant(), notBefore);
      if (failed > 0 && pause.isPositive()) {
        return pause;
      }
      try {
        Optional<QueuedUpload> first =
            StoredMemory.written(means.store().first(spec.name(), busy.keySet()));
        if (first.isEmpty()) {
          return untilNext();
        }
        begin(first.get());
      } catch (StorageException disk) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        return DISK_PAUSE;
      }
    }
    return IDLE;
  }

  private Duration untilNext() throws StorageException {
    return StoredMemory.written(means.store().next(spec.name(), busy.keySet()))
        .map(next -> Duration.between(means.clock().instant(), next).plusMillis(1))
        .filter(wait -> wait.compareTo(IDLE) < 0)
        .orElse(IDLE);
  }

  private void begin(QueuedUpload queued) {
    Thread thread =
        Thread.ofVirtual()
            .name("upload-" + spec.name() + "-" + queued.number())
            .unstarted(() -> messages.add(new Done(queued, attempt(queued))));
    busy.put(queued.number(), thread);
    running = busy.size();
    thread.start();
  }

  /// On the upload's thread; null when it is over.
  private @Nullable StorageException attempt(QueuedUpload queued) {
    Upload upload = queued.upload();
    StoredMemory memory = new StoredMemory(means.store(), queued, tally);
    try {
      Optional<StorageBackend.Receipt> receipt = receipt(queued, memory);
      if (receipt.isPresent()) {
        means.ends().stored(upload, receipt.get());
        tally.stored.increment();
        tally.storedBytes.add(receipt.get().bytes());
      } else {
        absent(upload, memory);
      }
      StoredMemory.written(means.store().remove(queued.number()));
      return null;
    } catch (StorageException failure) {
      return failure;
    } catch (InterruptedException stopped) {
      return new StorageException(StorageException.Kind.FAILED, "the server is stopping", stopped);
    } catch (RuntimeException bug) {
      log.error("a bug in uploads to {}", spec.name(), bug);
      return new StorageException(StorageException.Kind.FAILED, "a bug: the log has it", bug);
    }
  }

  private void absent(Upload upload, TransferMemory memory)
      throws StorageException, InterruptedException {
    UploadListener.Absence absence = means.ends().absence(upload);
    if (absence == UploadListener.Absence.AWAITED) {
      throw new StorageException(
          StorageException.Kind.LOCAL,
          upload.file() + " is not there",
          "See whether its disk is mounted: it is waited for.",
          null);
    }
    backend.abandon(upload.path(), memory);
    means.ends().lost(upload, "the file was gone before it was sent: " + upload.file());
    if (absence == UploadListener.Absence.LOST) {
      tally.lost.increment();
      log.error("lost: {} was gone before it was stored as {}", upload.file(), upload.path());
    } else {
      log.debug("{} was deleted before it was stored as {}", upload.file(), upload.path());
    }
  }

  /// Empty for what is not there.
  private Optional<StorageBackend.Receipt> receipt(QueuedUpload queued, TransferMemory memory)
      throws StorageException, InterruptedException {
    Upload upload = queued.upload();
    if (Files.isRegularFile(upload.file())) {
      return Optional.of(backend.store(upload.path(), upload.file(), memory));
    }
    // after a power cut: stored and deleted here, but still in the queue
    return backend.find(upload.path()).filter(there -> there.bytes() == queued.bytes());
  }

  private void done(Done done) throws InterruptedException {
    busy.remove(done.queued().number());
    running = busy.size();
    if (closed) {
      return;
    }
    StorageException failure = done.failure();
    if (failure == null) {
      failed = 0;
      suspects.clear();
      if (tally.well()) {
        log.info("storage profile {} takes files again", spec.name());
        means.health().changed(spec.name(), null);
      }
      return;
    }
    tally.failures.increment();
    String words = String.valueOf(failure.getMessage());
    boolean isOften = done.queued().attempts() >= PATIENCE;
    boolean concernsProfile = concernsProfile(done.queued(), failure, isOften);
    if (tally.fails(means.clock().instant(), failure, concernsProfile)) {
      log.warn("storage profile {}: {}. {}", spec.name(), words, failure.advice());
      means.health().changed(spec.name(), words);
    } else if (!concernsProfile && (done.queued().attempts() == 0 || isOften)) {
      log.warn("{} is tried again: {}", done.queued().upload().path(), words);
    }
    pause(done.queued(), concernsProfile, isOften, words);
  }

  /// Where others went well since a file was set aside it is its own fault; unless as many others
  /// fail now, too.
  private boolean concernsProfile(QueuedUpload queued, StorageException failure, boolean isOften) {
    if (!failure.kind().concernsProfile()) {
      return false;
    }
    if (suspects.size() < PATIENCE) {
      suspects.add(queued.number());
    }
    return failed > 0 || !isOften || suspects.size() >= PATIENCE;
  }

  /// @param isOften it is set aside: the next one shows whether it is the profile
  private void pause(QueuedUpload queued, boolean concernsProfile, boolean isOften, String words)
      throws InterruptedException {
    Instant now = means.clock().instant();
    Instant next = now;
    if (concernsProfile) {
      failed++;
      notBefore = now.plus(means.pace().after(failed, means.random()));
    }
    if (!concernsProfile || isOften) {
      next = now.plus(means.pace().after(queued.attempts() + 1, means.random()));
    }
    try {
      StoredMemory.written(means.store().failed(queued.number(), next, words));
    } catch (StorageException disk) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      failed++;
      notBefore = now.plus(DISK_PAUSE);
    }
  }
}
