package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

/// What a gateway holds at one moment, after a full collection. Immutable.
///
/// @param heapBytes live objects
/// @param directBytes memory outside the heap, the network buffers above all
/// @param threads of Java
/// @param descriptors open files and sockets
record Footprint(long heapBytes, long directBytes, long threads, long descriptors) {
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
    assertThat(threads).as("threads of %s after %s", this, warm).isLessThanOrEqualTo(warm.threads);
  }
}
