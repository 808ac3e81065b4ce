package io.tidegate.transcode.worker;

import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Backoff;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One child that runs on: started, watched, started again when it ends. Its work is on one thread
/// of its own; any thread may [#close] it and look at it.
public final class Worker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  /// Of every child: no questions, no banner, and its progress twice a second.
  private static final List<String> COMMON =
      List.of(
          "-hide_banner",
          "-nostdin",
          "-loglevel",
          "error",
          "-nostats",
          "-stats_period",
          "0.5",
          "-progress",
          "pipe:1");

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /// A child that ran so long was a good one: the next pause is a short one.
  private static final Duration GOOD_RUN = Duration.ofSeconds(10);

  /// Who has to wait longer before the next start gives his place to others meanwhile; a good child
  /// that crashed once keeps it.
  private static final Duration KEEPS_PLACE = Duration.ofSeconds(1);

  private static final long LOOK_MS = 200;

  private final WorkerSpec spec;
  private final WorkerPipes pipes;
  private final WorkersOptions options;
  private final Programs programs;
  private final Launcher launcher;
  private final Cgroups cgroups;
  private final SocketFolders folders;
  private final Semaphore room;
  private final Instant since;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final WorkerMeter meter = new WorkerMeter();
  private volatile WorkerView.State state = WorkerView.State.WAITING;
  private volatile @Nullable String lastError;
  private final AtomicLong restarts = new AtomicLong();
  private volatile @Nullable Thread thread;

  Worker(WorkerSpec spec, WorkerPipes pipes, Workers.Surroundings around, Semaphore room) {
    this.spec = spec;
    this.pipes = pipes;
    this.options = around.options();
    this.programs = around.programs();
    this.launcher = around.launcher();
    this.cgroups = around.cgroups();
    this.folders = around.folders();
    this.room = room;
    this.since = Instant.now();
  }

  void start(Runnable atEnd) {
    thread =
        Thread.ofPlatform()
            .name("ffmpeg-" + spec.name())
            .daemon()
            .start(() -> {
              try {
                live();
              } finally {
                atEnd.run();
              }
            });
  }

  /// How it stands. Any thread.
  public WorkerView view() {
    Progress progress = meter.progress();
    ProcessUsage usage = meter.usage();
    return new WorkerView(
        spec.name(),
        spec.purpose(),
        state,
        meter.pid(),
        since,
        usage.cpuSeconds(),
        meter.cpuPercent(),
        usage.rssBytes(),
        progress.fps(),
        progress.speed(),
        progress.frames(),
        restarts.get(),
        lastError);
  }

  private void live() {
    Backoff backoff = new Backoff(ThreadLocalRandom.current(), FIRST_PAUSE);
    boolean hasRoom = false;
    try {
      while (!isStopped()) {
        hasRoom = hasRoom || enter();
        if (!hasRoom) {
          break;
        }
        state = WorkerView.State.STARTING;
        long begun = System.nanoTime();
        String reason = attempt();
        if (isStopped()) {
          break;
        }
        if (System.nanoTime() - begun > GOOD_RUN.toNanos()) {
          backoff.reset();
        }
        Duration pause = backoff.next(LONGEST_PAUSE);
        lastError = reason;
        state = WorkerView.State.RESTARTING;
        log.warn("worker {}: {}; again in {} ms", spec.name(), reason, pause.toMillis());
        if (pause.compareTo(KEEPS_PLACE) > 0) {
          hasRoom = false;
          room.release();
        }
        if (stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          break;
        }
        restarts.incrementAndGet();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } finally {
      state = WorkerView.State.STOPPED;
      if (hasRoom) {
        room.release();
      }
    }
  }

  private boolean enter() throws InterruptedException {
    state = WorkerView.State.WAITING;
    while (!isStopped()) {
      if (room.tryAcquire(LOOK_MS, TimeUnit.MILLISECONDS)) {
        return true;
      }
    }
    return false;
  }

  /// What goes wrong with one child ends no worker.
  private String attempt() throws InterruptedException {
    try {
      return runOnce();
    } catch (RuntimeException bug) {
      log.error("worker {}", spec.name(), bug);
      return String.valueOf(bug);
    }
  }

  /// One child from its start to its end.
  ///
  /// @return why it ended
  private String runOnce() throws InterruptedException {
    List<String> wanted = spec.arguments().get();
    if (wanted.isEmpty()) {
      return "there is nothing that it could do";
    }
    Cgroups.Group group = cgroups.open(spec.name());
    try (group;
        OutputSockets sockets = OutputSockets.open(spec.outputs(), folders)) {
      List<String> arguments = new ArrayList<>(COMMON);
      arguments.addAll(sockets.fill(wanted));
      Path program = programs.find(Program.FFMPEG);
      List<String> command =
          new Confinement(options).command(program, arguments, group.folder(), 0);
      Process child = launcher.start(command, spec.traceParent());
      try {
        return follow(child, sockets);
      } finally {
        child.toHandle().destroyForcibly();
      }
    } catch (Programs.MissingException | IOException missing) {
      return String.valueOf(missing.getMessage());
    }
  }

  private String follow(Process child, OutputSockets sockets) throws InterruptedException {
    LastWords words = new LastWords();
    String reason = "given up";
    meter.begins(child.pid());
    try {
      reason = follow(child, sockets, words);
    } finally {
      meter.ends();
      pipes.ended(reason);
    }
    return reason;
  }

  private String follow(Process child, OutputSockets sockets, LastWords words)
      throws InterruptedException {
    Thread listener = daemon("words", () -> words.follow(child.getErrorStream()));
    Thread progress =
        daemon("progress", () -> Progress.follow(child.getInputStream(), meter::progress));
    sockets.read(pipes, "ffmpeg-" + spec.name());
    pipes.started(child.getOutputStream());
    state = WorkerView.State.RUNNING;
    String by = watch(child);
    sockets.drain(options.grace());
    listener.join();
    progress.join();
    return by.isEmpty() ? Exit.words(child.exitValue(), words.text()) : by;
  }

  private Thread daemon(String what, Runnable work) {
    return Thread.ofPlatform().name("ffmpeg-" + spec.name() + "-" + what).daemon().start(work);
  }

  /// Until it has ended.
  ///
  /// @return why we ended it, empty where it did so by itself
  private String watch(Process child) throws InterruptedException {
    String by = "";
    long killAt = Long.MAX_VALUE;
    while (!child.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
      if (!by.isEmpty()) {
        if (System.nanoTime() >= killAt) {
          child.toHandle().destroyForcibly();
        }
        continue;
      }
      if (isStopped()) {
        by = "stopped";
      } else if (meter.isStalled(pipes.isFed(), options.stall())) {
        by = "no progress for " + options.stall().toSeconds() + " s";
      }
      if (!by.isEmpty()) {
        child.toHandle().destroy(); // Process.destroy waits for whoever writes to it
        killAt = System.nanoTime() + options.grace().toNanos();
      }
    }
    return by;
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  /// Ends the child, and starts no other. Any thread; returns at once.
  @Override
  public void close() {
    stopped.countDown();
  }

  /// After [#close], until it has ended. Not on an event loop.
  void join() throws InterruptedException {
    Thread mine = thread;
    if (mine != null) {
      mine.join(options.grace().plusSeconds(1));
    }
  }
}
