package io.tidegate.bench.soak;

import java.util.Locale;

/// What the gateway holds at a moment without peers. Immutable.
///
/// @param minute since the start
/// @param residentKibibytes of all memory; its heap is of fixed size and touched from the start
/// @param nativeKibibytes committed by the JVM beside the heap, by its own account
/// @param threads without the JVM's own
/// @param descriptors open files and sockets
/// @param cpuSeconds so far
record SoakReading(
    double minute,
    long residentKibibytes,
    long nativeKibibytes,
    long threads,
    long descriptors,
    double cpuSeconds) {
  static final String HEAD = "minute  resident MiB  JVM native MiB  threads  descriptors  CPU s";

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%6.1f  %12.1f  %14.1f  %7d  %11d  %5.1f",
        minute,
        residentKibibytes / 1024.0,
        nativeKibibytes / 1024.0,
        threads,
        descriptors,
        cpuSeconds);
  }
}
