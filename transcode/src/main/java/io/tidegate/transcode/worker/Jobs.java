package io.tidegate.transcode.worker;

import io.tidegate.media.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Children that end by themselves, so many at once and so many that wait, no longer than they may
/// run. Those that may run long have a place of their own: nobody who waits for a picture waits for
/// a film. Any thread.
final class Jobs implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Jobs.class);
  private static final int PIECE = 64 << 10;

  /// How often it is looked whether a child took too long.
  private static final long LOOK_MS = 100;

  /// What may run longer is long.
  static final Duration SHORT = Duration.ofSeconds(30);

  private static final int MOST_LONG = 1;

  private final Programs programs;
  private final Confinement confinement;
  private final Launcher launcher;
  private final ThreadPoolExecutor threads;
  private final ThreadPoolExecutor longOnes;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  Jobs(WorkersOptions options, Programs programs, Launcher launcher) {
    this.programs = programs;
    this.confinement = new Confinement(options);
    this.launcher = launcher;
    this.threads = pool(options.mostJobs(), options.waitingJobs(), "ffmpeg-job-");
    this.longOnes = pool(MOST_LONG, options.waitingJobs(), "ffmpeg-long-job-");
  }

  private static ThreadPoolExecutor pool(int most, int waiting, String name) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            most,
            most,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(Math.max(1, waiting)),
            Thread.ofPlatform().name(name, 0).daemon().factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  CompletableFuture<JobResult> run(Job job) {
    CompletableFuture<JobResult> result = new CompletableFuture<>();
    ThreadPoolExecutor pool = job.limit().compareTo(SHORT) > 0 ? longOnes : threads;
    Task task = new Task(job, result);
    try {
      pool.execute(task);
      task.waitNoLonger(pool);
    } catch (RejectedExecutionException full) {
      refused.incrementAndGet();
      result.complete(new JobResult.Failed("too many jobs wait, try again later"));
    }
    return result;
  }

  /// One that waits for its turn, or has it.
  private final class Task implements Runnable {
    private final Job job;
    private final CompletableFuture<JobResult> result;

    /// Whether its turn came in time.
    private final CompletableFuture<Boolean> begun = new CompletableFuture<>();

    Task(Job job, CompletableFuture<JobResult> result) {
      this.job = job;
      this.result = result;
    }

    /// Whoever has asked wants it by then, or not any more.
    void waitNoLonger(ThreadPoolExecutor pool) {
      long millis = job.limit().toMillis();
      CompletableFuture<Void> _ =
          begun
              .completeOnTimeout(false, millis, TimeUnit.MILLISECONDS)
              .thenAccept(inTime -> {
                if (!inTime) {
                  pool.remove(this);
                  failed.incrementAndGet();
                  result.complete(
                      new JobResult.Failed("its turn did not come within " + millis + " ms"));
                }
              });
    }

    @Override
    public void run() {
      if (!begun.complete(true) || result.isDone()) {
        return; // too late, or cancelled while it waited
      }
      JobResult came = new JobResult.Failed("a bug in the server; its log says more");
      try {
        came = carryOut(job, result::isDone);
      } catch (RuntimeException bug) {
        log.error("a bug while {} was run", job.name(), bug);
      } finally {
        (came instanceof JobResult.Done ? done : failed).incrementAndGet();
        result.complete(came);
      }
    }

    void refuse() {
      begun.complete(true);
      result.complete(new JobResult.Failed("the gateway is stopping"));
    }
  }

  JobsView view() {
    return new JobsView(
        threads.getActiveCount() + longOnes.getActiveCount(),
        threads.getQueue().size() + longOnes.getQueue().size(),
        done.get(),
        failed.get(),
        refused.get());
  }

  /// @param abandoned whether nobody waits for it any more
  private JobResult carryOut(Job job, BooleanSupplier abandoned) {
    Process child;
    try {
      Path program = programs.find(job.program());
      long seconds = Math.max(1, job.limit().toSeconds());
      List<String> command = confinement.command(program, job.arguments(), null, seconds);
      child = launcher.start(command, null);
    } catch (Programs.MissingException | IOException missing) {
      return new JobResult.Failed(String.valueOf(missing.getMessage()));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return new JobResult.Failed("the gateway is stopping");
    }
    try {
      return follow(job, child, abandoned);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return new JobResult.Failed("the gateway is stopping");
    } finally {
      child.destroyForcibly();
    }
  }

  private static JobResult follow(Job job, Process child, BooleanSupplier abandoned)
      throws InterruptedException {
    LastWords words = new LastWords();
    AtomicBoolean tooMuch = new AtomicBoolean();
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    Thread writer = thread(() -> write(job.input(), child.getOutputStream()));
    Thread listener = thread(() -> words.follow(child.getErrorStream()));
    Thread reader =
        thread(() -> {
          tooMuch.set(read(child.getInputStream(), output, job.mostOutput().bytes()));
          if (tooMuch.get()) {
            child.destroyForcibly();
          }
        });
    boolean inTime = ends(child, job.limit(), abandoned);
    if (!inTime) {
      child.destroyForcibly().waitFor();
    }
    reader.join();
    listener.join();
    writer.join();
    if (!inTime) {
      return new JobResult.Failed("killed after " + job.limit().toMillis() + " ms");
    }
    if (tooMuch.get()) {
      return new JobResult.Failed("killed: it wrote more than " + job.mostOutput());
    }
    return child.exitValue() == 0
        ? new JobResult.Done(Bytes.wrap(output.toByteArray()), words.text())
        : new JobResult.Failed(Exit.words(child.exitValue(), words.text()));
  }

  private static boolean ends(Process child, Duration limit, BooleanSupplier abandoned)
      throws InterruptedException {
    long until = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() - until < 0 && !abandoned.getAsBoolean()) {
      if (child.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
        return true;
      }
    }
    return false;
  }

  private static Thread thread(Runnable work) {
    return Thread.ofPlatform().name("ffmpeg-job-pipe").daemon().start(work);
  }

  private static void write(Bytes input, OutputStream standardInput) {
    try (standardInput) {
      standardInput.write(input.backingArray(), input.backingOffset(), input.length());
    } catch (IOException _) {
      // it had enough: its status says whether that is a failure
    }
  }

  /// Whether it wrote more than that.
  private static boolean read(InputStream standardOutput, ByteArrayOutputStream into, long most) {
    byte[] piece = new byte[PIECE];
    try (standardOutput) {
      for (int count = standardOutput.read(piece); count >= 0; count = standardOutput.read(piece)) {
        if (into.size() + count > most) {
          return true;
        }
        into.write(piece, 0, count);
      }
    } catch (IOException _) {
      return false; // it was killed
    }
    return false;
  }

  @Override
  public void close() {
    for (ThreadPoolExecutor pool : List.of(threads, longOnes)) {
      for (Runnable waiting : pool.shutdownNow()) {
        ((Task) waiting).refuse();
      }
    }
  }
}
