package io.tidegate.bench.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/// Pictures of a stream by URL, one after the other: each of another key frame, so that each is
/// decoded, and then of one that is decoded already. `bench/load snapshot` runs it on a stream of
/// 720 lines that has nothing but key frames, with a gateway that keeps pictures only for whoever
/// takes old ones.
public final class SnapshotRun {
  private static final int ASKS = 200;

  /// Longer than a frame, so that there is another key frame.
  private static final long PAUSE_NANOS = 100_000_000L;

  private SnapshotRun() {}

  /// `HTTP-PORT`.
  public static void main(String... words) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI picture = URI.create("http://127.0.0.1:" + words[0] + "/live/x.jpg");
      measure(client, picture, 20, 0); // the first ones warm what they touch
      report("decoded", measure(client, picture, ASKS, PAUSE_NANOS));
      report("cached", measure(client, URI.create(picture + "?max-age=3600"), ASKS, 0));
    }
  }

  private static Latencies measure(HttpClient client, URI picture, int asks, long pauseNanos)
      throws IOException, InterruptedException {
    Latencies latencies = new Latencies();
    for (int i = 0; i < asks; i++) {
      LockSupport.parkNanos(pauseNanos);
      long begin = System.nanoTime();
      HttpResponse<byte[]> answer =
          client.send(
              HttpRequest.newBuilder(picture).build(), HttpResponse.BodyHandlers.ofByteArray());
      latencies.add((System.nanoTime() - begin) / 1_000);
      if (answer.statusCode() != 200) {
        throw new IOException(picture + " answers " + answer.statusCode());
      }
    }
    return latencies;
  }

  private static void report(String what, Latencies latencies) {
    System.out.printf(
        Locale.ROOT,
        "%s: p50 %.1f ms, p99 %.1f ms of %d%n",
        what,
        latencies.millis(0.5),
        latencies.millis(0.99),
        latencies.count());
  }
}
