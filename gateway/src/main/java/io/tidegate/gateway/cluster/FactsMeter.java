package io.tidegate.gateway.cluster;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Measures what this node tells of itself. [#take] on one thread.
public final class FactsMeter {
  private static final Path INTERFACES = Path.of("/proc/net/dev");
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final int HEADER_LINES = 2;
  private static final int SENT = 8; // proc_net_dev(5): bytes received are the first column
  private static final double NANOS_PER_SECOND = 1e9;

  private final String version;
  private final Work work;
  private final Supplier<PlayerDoors> doors;
  private final Instant started;
  private long takenNanos = System.nanoTime();
  private long cpuNanos = cpuNanos();
  private Bytes bytes = interfaces();

  /// How much the node has to do.
  ///
  /// @param draining whether it gives that away
  public record Work(IntSupplier streams, IntSupplier sessions, BooleanSupplier draining) {}

  private record Bytes(long received, long sent) {}

  /// @param version of the gateway
  /// @param doors where players reach it
  public FactsMeter(String version, Work work, Supplier<PlayerDoors> doors) {
    this.version = version;
    this.work = work;
    this.doors = doors;
    this.started = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
  }

  /// Rates are those since the last time.
  NodeFacts take() {
    long now = System.nanoTime();
    double seconds = Math.max(1, now - takenNanos) / NANOS_PER_SECOND;
    long cpuNow = cpuNanos();
    Bytes bytesNow = interfaces();
    int processors = Runtime.getRuntime().availableProcessors();
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    NodeFacts facts =
        new NodeFacts(
            version,
            started,
            processors,
            Math.clamp((cpuNow - cpuNanos) / NANOS_PER_SECOND / seconds / processors, 0, 1),
            heap.getUsed(),
            heap.getMax(),
            bitRate(bytesNow.received() - bytes.received(), seconds),
            bitRate(bytesNow.sent() - bytes.sent(), seconds),
            work.streams().getAsInt(),
            work.sessions().getAsInt(),
            work.draining().getAsBoolean(),
            doors.get());
    takenNanos = now;
    cpuNanos = cpuNow;
    bytes = bytesNow;
    return facts;
  }

  private static long bitRate(long bytes, double seconds) {
    return Math.round(Math.max(0, bytes) * Byte.SIZE / seconds);
  }

  private static long cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? Math.max(0, system.getProcessCpuTime())
        : 0;
  }

  /// Nothing where the machine does not tell.
  private static Bytes interfaces() {
    try {
      return parse(Files.readAllLines(INTERFACES));
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException _) {
      return new Bytes(0, 0);
    }
  }

  private static Bytes parse(List<String> lines) {
    long received = 0;
    long sent = 0;
    for (String line : lines.subList(HEADER_LINES, lines.size())) {
      int colon = line.indexOf(':');
      if (!line.substring(0, colon).strip().equals("lo")) {
        List<String> columns = SPACE.splitAsStream(line.substring(colon + 1).strip()).toList();
        received += Long.parseLong(columns.getFirst());
        sent += Long.parseLong(columns.get(SENT));
      }
    }
    return new Bytes(received, sent);
  }
}
