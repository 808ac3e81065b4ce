package io.tidegate.bench.soak;

import io.tidegate.bench.load.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The gateway under soak, from outside: its metrics and what the kernel says of it. One thread.
final class SoakTarget {
  /// Vanished peers, the grace of their streams and what libsrt closes late are over by then.
  private static final int QUIET_SECONDS = 150;

  /// A number of descriptors that did not change for so long stays.
  private static final int STILL_SECONDS = 10;

  private final ServerProcess process;
  private final URI metrics;
  private final HttpClient http = HttpClient.newHttpClient();

  SoakTarget(long pid, int metricsPort) {
    process = new ServerProcess(pid);
    metrics = URI.create("http://127.0.0.1:" + metricsPort + "/metrics");
  }

  /// The sum of this metric's samples.
  double metric(String name) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(metrics).build();
    String text = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    Pattern sample = Pattern.compile("(?m)^" + name + "(?:\\{[^}]*})? ([-+.0-9eE]+)$");
    Matcher found = sample.matcher(text);
    double sum = 0;
    while (found.find()) {
      sum += Double.parseDouble(found.group(1));
    }
    return sum;
  }

  /// Once nobody is connected and nothing is being closed any more.
  SoakReading read(double minute) throws IOException, InterruptedException {
    awaitQuiet();
    process.collect();
    return new SoakReading(
        minute,
        process.residentKibibytes(),
        process.nativeKibibytes(),
        process.threads(),
        process.descriptors(),
        process.cpuSeconds());
  }

  private void awaitQuiet() throws IOException, InterruptedException {
    long descriptors = -1;
    int still = 0;
    for (int second = 0; second < QUIET_SECONDS && still < STILL_SECONDS; second++) {
      TimeUnit.SECONDS.sleep(1);
      long now = process.descriptors();
      boolean empty = metric("tidegate_srt_connections") + metric("tidegate_streams") == 0;
      still = empty && now == descriptors ? still + 1 : 0;
      descriptors = now;
    }
    if (still < STILL_SECONDS) {
      System.out.println("not quiet after " + QUIET_SECONDS + " s: read as it is");
    }
  }
}
