package io.tidegate.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the kernel and the JVM say of the gateway. Linux.
final class ServerProcess {
  /// `USER_HZ`, the same on every Linux that a JDK 25 runs on.
  private static final double TICKS_PER_SECOND = 100;

  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  /// A line of `GC.heap_info` for each heap or generation; the class metadata is no heap.
  private static final Pattern USED =
      Pattern.compile("(?m)^(?!.*(?:Metaspace|class space)).*used (\\d+)K");

  private final long pid;

  ServerProcess(long pid) {
    this.pid = pid;
  }

  /// User and system seconds so far. proc(5), fields 14 and 15 of `stat`.
  double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    // the command in field 2 may hold spaces, so counting starts after its bracket
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    return (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) / TICKS_PER_SECOND;
  }

  long residentMebibytes() throws IOException {
    Matcher found =
        RESIDENT.matcher(Files.readString(Path.of("/proc", Long.toString(pid), "status")));
    return found.find() ? Long.parseLong(found.group(1)) / 1024 : -1;
  }

  /// Heap that is still used after a full collection.
  long liveHeapKibibytes() throws IOException, InterruptedException {
    jcmd("GC.run");
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

  private String jcmd(String command) throws IOException, InterruptedException {
    String tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(tool, Long.toString(pid), command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("jcmd " + command + ": " + text);
    }
    return text;
  }
}
