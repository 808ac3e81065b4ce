package io.tidegate.transcode.worker;

import io.tidegate.media.DataSize;
import java.time.Duration;
import java.util.List;

/// Bounds of all children. Immutable.
///
/// @param most children that run on, at once
/// @param mostJobs children that end by themselves, at once; beside one that may run long
/// @param waitingJobs so many more wait, no longer than they may run; what comes then is refused
/// @param memory of each child
/// @param cpuPercent of one core, of each child; 0 for no bound. Held where there is a cgroup of
///   version 2 that the gateway may divide
/// @param niceness 0 to 19, of each child
/// @param cpus that children may run on; empty for all
/// @param grace between the wish that a child ends and its end by force
/// @param stall a child that tells no progress for so long while it should is replaced
public record WorkersOptions(
    int most,
    int mostJobs,
    int waitingJobs,
    DataSize memory,
    int cpuPercent,
    int niceness,
    List<Integer> cpus,
    Duration grace,
    Duration stall) {
  /// Four that run on, two jobs; a gigabyte each.
  public static final WorkersOptions DEFAULT =
      new WorkersOptions(
          4,
          2,
          64,
          new DataSize(1L << 30),
          0,
          10,
          List.of(),
          Duration.ofSeconds(2),
          Duration.ofSeconds(10));

  public WorkersOptions {
    cpus = List.copyOf(cpus);
    if (most < 0 || mostJobs < 1 || waitingJobs < 0 || niceness < 0 || niceness > 19) {
      throw new IllegalArgumentException("bounds of children: " + most + ", " + mostJobs);
    }
  }
}
