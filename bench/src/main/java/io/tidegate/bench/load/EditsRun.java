package io.tidegate.bench.load;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/// Edits one route again and again at a steady pace, each time in what runs: labels, an output, SRT
/// settings. `bench/load edits` runs it beside viewers of other streams.
public final class EditsRun {
  private static final String KEY = "live/edited";

  private static final String[] CHANGES = {
    "{\"labels\": [\"n%d\"]}",
    "{\"outputs\": {\"hls\": false}}",
    "{\"outputs\": {\"hls\": true}, \"graceMs\": %d}",
    "{\"srt\": {\"latencyMs\": 200}}",
    "{\"srt\": {\"latencyMs\": 120}}"
  };

  private EditsRun() {}

  /// `HTTP-PORT EDITS-PER-SECOND SECONDS`.
  public static void main(String... words) throws IOException, InterruptedException {
    int perSecond = Integer.parseInt(words[1]);
    int seconds = Integer.parseInt(words[2]);
    Latencies stored = new Latencies();
    try (ApiClient api = new ApiClient(Integer.parseInt(words[0]))) {
      api.post("/routes/apply", "application/json", "{\"routes\": [{\"key\": \"" + KEY + "\"}]}");
      long begin = System.nanoTime();
      for (int i = 0; i < perSecond * seconds; i++) {
        long due = begin + i * 1_000_000_000L / perSecond;
        for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
          LockSupport.parkNanos(due - now);
        }
        long start = System.nanoTime();
        api.patch(KEY, String.format(Locale.ROOT, CHANGES[i % CHANGES.length], i));
        stored.add((System.nanoTime() - start) / 1_000);
      }
      System.out.printf(
          Locale.ROOT,
          "%d edits in %.1f s, acknowledged after p50 %.1f p99 %.1f max %.1f ms%n",
          stored.count(),
          (System.nanoTime() - begin) / 1e9,
          stored.millis(0.5),
          stored.millis(0.99),
          stored.millis(1));
    }
  }
}
