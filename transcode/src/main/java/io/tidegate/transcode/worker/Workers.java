package io.tidegate.transcode.worker;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// Starts FFmpeg's children, and keeps all of them within bounds. Hostile media are decoded here
/// and nowhere else. Any thread.
///
/// 1. [#run] for what ends by itself, [#start] for what runs on.
/// 2. [#close] ends all of them; the kernel does so where the gateway is killed.
public final class Workers implements AutoCloseable {
  private final Surroundings around;
  private final Jobs jobs;
  private final Semaphore room;
  private final Set<Worker> all = ConcurrentHashMap.newKeySet();

  /// What every child needs.
  record Surroundings(
      WorkersOptions options,
      Programs programs,
      Launcher launcher,
      Cgroups cgroups,
      SocketFolders folders) {}

  public Workers(WorkersOptions options, Programs programs) {
    SocketFolders folders = SocketFolders.ofThisMachine();
    folders.sweep(Instant.now());
    this.around =
        new Surroundings(options, programs, new Launcher(), Cgroups.detect(options), folders);
    this.jobs = new Jobs(options, programs, around.launcher());
    this.room = new Semaphore(options.most(), true);
  }

  /// Completes when the child has ended, on a thread that may block. Cancelling it kills the child.
  public CompletableFuture<JobResult> run(Job job) {
    return jobs.run(job);
  }

  /// Runs until [Worker#close]; where too many run already, as soon as one of them is closed.
  public Worker start(WorkerSpec spec, WorkerPipes pipes) {
    Worker worker = new Worker(spec, pipes, around, room);
    all.add(worker);
    worker.start(() -> all.remove(worker));
    return worker;
  }

  /// Those that run on, by their names.
  public List<WorkerView> views() {
    return all.stream().map(Worker::view).sorted(Comparator.comparing(WorkerView::name)).toList();
  }

  public JobsView jobs() {
    return jobs.view();
  }

  /// Whether each child that runs on has a cgroup of its own.
  public boolean haveCgroups() {
    return around.cgroups().areThere();
  }

  /// Ends all of them, and waits for it. Not on an event loop.
  @Override
  public void close() {
    jobs.close();
    all.forEach(Worker::close);
    try {
      for (Worker worker : all) {
        worker.join();
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    around.launcher().close();
    around.folders().close();
  }
}
