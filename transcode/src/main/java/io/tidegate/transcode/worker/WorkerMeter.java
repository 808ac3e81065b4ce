package io.tidegate.transcode.worker;

import java.time.Duration;

/// What is known of a worker's present child. Written by the worker's threads, read by any.
final class WorkerMeter {
  private volatile long pid;
  private volatile Progress progress = Progress.NONE;
  private volatile ProcessUsage usage = ProcessUsage.NONE;
  private volatile double cpuPercent;
  private volatile long usedAt;
  private volatile long movedAt;
  private volatile long restedAt;

  void begins(long child) {
    progress = Progress.NONE;
    usage = ProcessUsage.NONE;
    cpuPercent = 0;
    usedAt = System.nanoTime();
    movedAt = usedAt;
    restedAt = usedAt;
    pid = child;
  }

  /// The child says where it is. On one thread.
  void progress(Progress now) {
    long nanos = System.nanoTime();
    if (now.outTimeUs() != progress.outTimeUs() || now.frames() != progress.frames()) {
      movedAt = nanos;
    }
    progress = now;
    ProcessUsage used = ProcessUsage.of(pid);
    double seconds = (nanos - usedAt) / 1e9;
    if (seconds > 0 && used.cpuSeconds() >= usage.cpuSeconds()) {
      cpuPercent = 100 * (used.cpuSeconds() - usage.cpuSeconds()) / seconds;
    }
    usage = used;
    usedAt = nanos;
  }

  void ends() {
    pid = 0;
    cpuPercent = 0;
    usage = ProcessUsage.NONE;
  }

  long pid() {
    return pid;
  }

  Progress progress() {
    return progress;
  }

  ProcessUsage usage() {
    return usage;
  }

  double cpuPercent() {
    return cpuPercent;
  }

  /// Whether its output has stood still for so long while it had work. On one thread, again and
  /// again.
  boolean isStalled(boolean fed, Duration limit) {
    long now = System.nanoTime();
    if (!fed) {
      restedAt = now;
    }
    return pid != 0 && now - Math.max(movedAt, restedAt) > limit.toNanos();
  }
}
