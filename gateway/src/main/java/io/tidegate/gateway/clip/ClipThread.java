package io.tidegate.gateway.clip;

import io.tidegate.gateway.clip.ClipException.Kind;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that touches the folders of the clips. Any thread.
final class ClipThread implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClipThread.class);

  /// Tasks that wait for a slow disk.
  private static final int MOST_WAITING = 1_000;

  private static final long CLOSE_SECONDS = 10;

  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          work -> Thread.ofPlatform().name("clips").daemon().unstarted(work));
  private volatile @Nullable String problem;

  /// Fails with a [ClipException], or with a bug.
  <T> CompletableFuture<T> ask(Callable<T> task) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    try {
      thread.execute(() -> run(task, answer));
    } catch (RejectedExecutionException full) {
      answer.completeExceptionally(
          new ClipException(
              Kind.BUSY, thread.isShutdown() ? "the server is stopping" : "too much is waiting"));
    }
    return answer;
  }

  private <T> void run(Callable<T> task, CompletableFuture<T> answer) {
    try {
      T value = task.call();
      problem = null;
      answer.complete(value);
    } catch (IOException failure) {
      problem = "clips: " + failure.getMessage();
      log.error("a clip cannot be kept: {}", failure.toString());
      answer.completeExceptionally(
          new ClipException(Kind.DISK, "not stored: " + failure.getMessage()));
    } catch (Exception refused) {
      answer.completeExceptionally(refused);
    }
  }

  /// What nobody waits for.
  void later(Callable<Boolean> task) {
    var _ =
        ask(task)
            .whenComplete((_, failure) -> {
              if (failure != null && !(failure instanceof ClipException)) {
                log.error("a bug in the clips", failure);
              }
            });
  }

  /// Why the last task that the disk refused was refused; null when one was done since.
  @Nullable
  String problem() {
    return problem;
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        log.warn("clips are left as they are: their disk does not answer");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
