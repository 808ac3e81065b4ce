package io.tidegate.gateway.web;

import io.tidegate.gateway.config.Token;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.OperatingSystemMXBean;
import java.lang.management.RuntimeMXBean;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What this process and its machine are, as text. Stateless.
final class ProcessFacts {
  private static final Pattern SECRET_OPTION =
      Pattern.compile("(?i)(.*(?:password|passphrase|secret|token|key)[^=]*=).+");

  private static final int MAX_THREADS = 2_000;

  /// Files of the data folder that are listed.
  private static final int MAX_FILES = 200;

  private ProcessFacts() {}

  /// Version, options, memory, garbage collections, class path.
  static String java(String version) {
    RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    JsonObject memory = new JsonObject().put("heap", usage(heap()));
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      memory.put(pool.getName(), usage(pool.getUsage()));
    }
    JsonObject collectors = new JsonObject();
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      collectors.put(
          collector.getName(),
          new JsonObject()
              .put("collections", collector.getCollectionCount())
              .put("ms", collector.getCollectionTime()));
    }
    List<String> options = runtime.getInputArguments().stream().map(ProcessFacts::masked).toList();
    return new JsonObject()
        .put("tidegate", version)
        .put("java", Runtime.version().toString())
        .put("vm", runtime.getVmName() + " " + runtime.getVmVersion())
        .put("vendor", runtime.getVmVendor())
        .put("options", new JsonArray(options))
        .put("uptime", Duration.ofMillis(runtime.getUptime()).toString())
        .put("system", system.getName() + " " + system.getVersion() + " " + system.getArch())
        .put("processors", system.getAvailableProcessors())
        .put("load", system.getSystemLoadAverage())
        .put("memory", memory)
        .put("collectors", collectors)
        .put("jars", new JsonArray(jars()))
        .encodePrettily();
  }

  private static MemoryUsage heap() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
  }

  private static JsonObject usage(MemoryUsage usage) {
    return new JsonObject()
        .put("used", usage.getUsed())
        .put("committed", usage.getCommitted())
        .put("max", usage.getMax());
  }

  /// Names of the files tell versions: of Netty, SQLite, FFmpeg …
  static List<String> jars() {
    return Arrays.stream(System.getProperty("java.class.path", "").split(File.pathSeparator, -1))
        .map(path -> path.substring(path.lastIndexOf(File.separatorChar) + 1))
        .filter(name -> name.endsWith(".jar"))
        .sorted()
        .toList();
  }

  /// `-Dx.password=…` says no more.
  static String masked(String option) {
    return SECRET_OPTION
        .matcher(option)
        .replaceAll(match -> Matcher.quoteReplacement(match.group(1) + Token.MASK));
  }

  /// Every platform thread with its stack.
  static String threads() {
    StringBuilder text = new StringBuilder();
    Thread.getAllStackTraces().entrySet().stream()
        .sorted(Comparator.comparing((Map.Entry<Thread, ?> entry) -> entry.getKey().getName()))
        .limit(MAX_THREADS)
        .forEach(entry -> {
          Thread thread = entry.getKey();
          text.append('"').append(thread.getName()).append("\" ").append(thread.getState());
          text.append(thread.isDaemon() ? " daemon\n" : "\n");
          for (StackTraceElement frame : entry.getValue()) {
            text.append("    at ").append(frame).append('\n');
          }
          text.append('\n');
        });
    return text.toString();
  }

  /// Room on the disk of `folder`, and what lies in it.
  static String disk(Path folder) throws IOException {
    FileStore store = Files.getFileStore(folder);
    StringBuilder text = new StringBuilder();
    text.append("%s on %s (%s)%n".formatted(folder, store.name(), store.type()));
    text.append(
        "total %d, usable %d bytes%n".formatted(store.getTotalSpace(), store.getUsableSpace()));
    text.append(store.isReadOnly() ? "read-only\n\n" : "\n");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().limit(MAX_FILES).toList()) {
        long bytes = Files.isRegularFile(file) ? Files.size(file) : 0;
        text.append("%12d %s%n".formatted(bytes, file.getFileName()));
      }
    }
    return text.toString();
  }
}
