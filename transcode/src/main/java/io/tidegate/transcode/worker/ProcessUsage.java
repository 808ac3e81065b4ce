package io.tidegate.transcode.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a process uses, as `/proc` says. Immutable.
///
/// @param cpuSeconds user and system time
record ProcessUsage(double cpuSeconds, long rssBytes) {
  static final ProcessUsage NONE = new ProcessUsage(0, 0);

  /// USER_HZ of every Linux that Java runs on.
  private static final double TICKS_PER_SECOND = 100;

  private static final long PAGE = 4096;

  /// [#NONE] for a process that is not there.
  static ProcessUsage of(long pid) {
    try {
      return parse(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
    } catch (IOException | RuntimeException gone) {
      return NONE;
    }
  }

  /// proc_pid_stat(5): the name, field 2, is in brackets and may hold anything.
  static ProcessUsage parse(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]); // utime, stime
    return new ProcessUsage(ticks / TICKS_PER_SECOND, Long.parseLong(fields[21]) * PAGE);
  }
}
