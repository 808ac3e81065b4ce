package io.tidegate.transcode.worker;

import io.tidegate.media.Nullable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/// Starts processes on one thread that lives as long as the gateway: the kernel kills a child when
/// the *thread* that started it ends (`PR_SET_PDEATHSIG`), so it must be no other.
final class Launcher implements AutoCloseable {
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> Thread.ofPlatform().name("ffmpeg-launcher").daemon().unstarted(work));

  /// Blocks until it runs, or does not.
  ///
  /// @param traceParent of the W3C's trace context, null for none
  Process start(List<String> command, @Nullable String traceParent)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(Path.of("/").toFile());
    var environment = builder.environment();
    String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
    environment.clear();
    environment.put("PATH", path);
    environment.put("LC_ALL", "C");
    environment.put("AV_LOG_FORCE_NOCOLOR", "1");
    if (traceParent != null) {
      environment.put("TRACEPARENT", traceParent);
    }
    try {
      return thread.submit(builder::start).get();
    } catch (ExecutionException failed) {
      throw new IOException(String.valueOf(failed.getCause()), failed.getCause());
    } catch (RejectedExecutionException closed) {
      throw new IOException("the gateway is stopping", closed);
    }
  }

  /// Kills every child that is left.
  @Override
  public void close() {
    thread.shutdown();
  }
}
