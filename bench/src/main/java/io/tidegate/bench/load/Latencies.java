package io.tidegate.bench.load;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Send-to-receive times of frames. Any thread.
final class Latencies {
  private final Queue<Long> micros = new ConcurrentLinkedQueue<>();

  void add(long latencyMicros) {
    micros.add(latencyMicros);
  }

  int count() {
    return micros.size();
  }

  /// Milliseconds below which `share` (0 to 1) of the frames stay; not a number without frames.
  double millis(double share) {
    long[] sorted = micros.stream().mapToLong(Long::longValue).sorted().toArray();
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))] / 1000.0;
  }
}
