package io.tidegate.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What the kernel and the JVM say of the gateway. Linux.
public final class ServerProcess {
  /// `USER_HZ`, the same on every Linux that a JDK 25 runs on.
  private static final double TICKS_PER_SECOND = 100;

  /// Threads of the JVM that come and go as it likes, and those that `jcmd` wakes, as the kernel
  /// knows them.
  private static final Pattern VM_THREAD =
      Pattern.compile("(GC |G1 |C1 |C2 |VM |Attach|Sweeper|process reaper).*");

  /// In `VM.native_memory summary`: everything, and the heap.
  private static final Pattern ALL = Pattern.compile("Total: .*committed=(\\d+)KB");

  private static final Pattern HEAP = Pattern.compile("Java Heap .*committed=(\\d+)KB");

  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  /// A line of `GC.heap_info` for each heap or generation; the class metadata is no heap.
  private static final Pattern USED =
      Pattern.compile("(?m)^(?!.*(?:Metaspace|class space)).*used (\\d+)K");

  private final long pid;

  public ServerProcess(long pid) {
    this.pid = pid;
  }

  /// User and system seconds so far. proc(5), fields 14 and 15 of `stat`.
  public double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    // the command in field 2 may hold spaces, so counting starts after its bracket
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    return (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) / TICKS_PER_SECOND;
  }

  long residentMebibytes() throws IOException {
    return residentKibibytes() / 1024;
  }

  public long residentKibibytes() throws IOException {
    return number(RESIDENT, Files.readString(Path.of("/proc", Long.toString(pid), "status")));
  }

  /// Committed beside the heap; the gateway must run with `-XX:NativeMemoryTracking=summary`.
  public long nativeKibibytes() throws IOException, InterruptedException {
    String summary = jcmd("VM.native_memory", "summary");
    return number(ALL, summary) - number(HEAP, summary);
  }

  /// Without the JVM's own.
  public long threads() throws IOException {
    long count = 0;
    try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      for (Path task : tasks.toList()) {
        try {
          String name = Files.readString(task.resolve("comm")).strip();
          count += VM_THREAD.matcher(name).matches() ? 0 : 1;
        } catch (IOException _) {
          // it ended meanwhile
        }
      }
    }
    return count;
  }

  /// Open files and sockets.
  public long descriptors() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return files.count();
    }
  }

  /// A full collection.
  public void collect() throws IOException, InterruptedException {
    jcmd("GC.run");
  }

  private static long number(Pattern pattern, String text) throws IOException {
    Matcher found = pattern.matcher(text);
    if (!found.find()) {
      throw new IOException("no " + pattern + " in: " + text);
    }
    return Long.parseLong(found.group(1));
  }

  /// Heap that is still used after a full collection.
  long liveHeapKibibytes() throws IOException, InterruptedException {
    collect();
    return usedKibibytes(jcmd("GC.heap_info"));
  }

  static long usedKibibytes(String heap) {
    Matcher found = USED.matcher(heap);
    long sum = 0;
    while (found.find()) {
      sum += Long.parseLong(found.group(1));
    }
    return sum;
  }

  private String jcmd(String... verb) throws IOException, InterruptedException {
    String tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    List<String> command = new ArrayList<>(List.of(tool, Long.toString(pid)));
    command.addAll(List.of(verb));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + ": " + text);
    }
    return text;
  }
}
