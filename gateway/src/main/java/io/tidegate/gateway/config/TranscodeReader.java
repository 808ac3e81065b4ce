package io.tidegate.gateway.config;

import io.tidegate.media.DataSize;
import io.tidegate.transcode.worker.WorkersOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Reads `transcode.…` of the settings.
final class TranscodeReader {
  /// More than any machine that this is for.
  private static final int MOST_CPUS = 1_024;

  private TranscodeReader() {}

  /// @param text of a setting by its path, checked before
  /// @throws IllegalArgumentException when the cores are none
  static WorkersOptions read(Function<String, String> text) {
    return new WorkersOptions(
        number(text, "workers"),
        number(text, "jobs"),
        number(text, "waiting-jobs"),
        DataSize.parse(text.apply("transcode.memory")),
        number(text, "cpu-percent"),
        number(text, "nice"),
        cpus(text.apply("transcode.cpus")),
        Duration.ofMillis(number(text, "grace-ms")),
        Duration.ofMillis(number(text, "stall-ms")));
  }

  private static int number(Function<String, String> text, String key) {
    return Integer.parseInt(text.apply("transcode." + key));
  }

  /// `0, 2-3`.
  private static List<Integer> cpus(String list) {
    List<Integer> cpus = new ArrayList<>();
    for (String range : list.isBlank() ? new String[0] : list.split(",", -1)) {
      String[] ends = range.strip().split("-", 2);
      int first = Integer.parseInt(ends[0].strip());
      int last = Integer.parseInt(ends[ends.length - 1].strip());
      if (first < 0 || last < first || last >= MOST_CPUS) {
        throw new IllegalArgumentException(range);
      }
      for (int cpu = first; cpu <= last; cpu++) {
        cpus.add(cpu);
      }
    }
    return cpus;
  }
}
