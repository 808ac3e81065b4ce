package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/// What a gateway holds at one moment, after a full collection. Immutable.
///
/// @param heapBytes live objects
/// @param directBytes memory outside the heap, the network buffers above all
/// @param threads names of those of Java but for pools that have a bound of their own
/// @param descriptors open files and sockets
record Footprint(long heapBytes, long directBytes, List<String> threads, long descriptors) {
  Footprint {
    threads = List.copyOf(threads);
  }

  /// Less than this is the warming of code and pools.
  private static final long SLACK_BYTES = 8 << 20;

  long memoryBytes() {
    return heapBytes + directBytes;
  }

  /// Asserts that nothing was left behind since `warm`, taken after an identical earlier cycle.
  void assertBackAt(Footprint warm) {
    long memory = memoryBytes();
    long before = warm.memoryBytes();
    assertThat(memory)
        .as("memory of %s after %s", this, warm)
        .isLessThan(before + Math.max(SLACK_BYTES, before / 10));
    assertThat(descriptors)
        .as("descriptors of %s after %s", this, warm)
        .isLessThanOrEqualTo(warm.descriptors);
    List<String> more = new ArrayList<>(threads);
    warm.threads.forEach(more::remove);
    assertThat(threads.size())
        .as("threads, new are %s", more)
        .isLessThanOrEqualTo(warm.threads.size());
  }
}
