package io.tidegate.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// The API with many routes stored: pages under every filter, the whole export, and how soon a
/// change is on the disk and on the live stream. `bench/load routes` starts it.
public final class RoutesRun {
  private static final List<String> FILTERS =
      List.of(
          "",
          "&app=site7",
          "&label=floor3",
          "&enabled=false",
          "&source=rtsp-pull",
          "&source=srt-listen",
          "&q=cam99",
          "&q=192.0.2.77",
          "&q=nowhere",
          "&after=site5/cam5000");

  private static final int SITES = 20;

  private final ApiClient api;
  private final int routes;
  private final int requests;

  private RoutesRun(ApiClient api, int routes, int requests) {
    this.api = api;
    this.routes = routes;
    this.requests = requests;
  }

  /// `HTTP-PORT ROUTES REQUESTS`.
  public static void main(String... words) throws IOException, InterruptedException {
    try (ApiClient api = new ApiClient(Integer.parseInt(words[0]))) {
      new RoutesRun(api, Integer.parseInt(words[1]), Integer.parseInt(words[2])).run();
    }
  }

  private void run() throws IOException, InterruptedException {
    String document = document();
    long start = System.nanoTime();
    api.post("/routes/apply", "application/json", document);
    long stored = System.nanoTime() - start;
    System.out.printf(Locale.ROOT, "%d routes applied in %.2f s%n", routes, stored / 1e9);
    pages(false);
    pages(true);
    export();
    changes();
  }

  /// Half of them pulls on demand, half waiting for an encoder; one of ten is switched off.
  private String document() {
    StringBuilder text = new StringBuilder("{\"routes\": [");
    for (int i = 0; i < routes; i++) {
      String source =
          i % 2 == 0
              ? "{\"type\": \"rtsp-pull\", \"onDemand\": true, \"url\": \"rtsp://192.0.2."
                  + i % 250
                  + "/ch"
                  + i
                  + "\"}"
              : "{\"type\": \"srt-listen\"}";
      text.append(i == 0 ? "" : ",")
          .append(
              String.format(
                  Locale.ROOT,
                  "{\"key\": \"site%d/cam%d\", \"enabled\": %b, \"labels\": [\"floor%d\"],"
                      + " \"sources\": [%s]}",
                  i % SITES,
                  i,
                  i % 10 != 9,
                  i % 7,
                  source));
    }
    return text.append("]}").toString();
  }

  /// @param measured the first round only warms the gateway
  private void pages(boolean measured) throws IOException, InterruptedException {
    for (String filter : FILTERS) {
      Latencies times = new Latencies();
      for (int i = 0; i < requests; i++) {
        long start = System.nanoTime();
        api.get("/routes?limit=100" + filter);
        times.add((System.nanoTime() - start) / 1_000);
      }
      if (measured) {
        print("page of 100 " + (filter.isEmpty() ? "unfiltered" : filter.substring(1)), times);
      }
    }
  }

  private void export() throws IOException, InterruptedException {
    Latencies times = new Latencies();
    int bytes = 0;
    for (int i = 0; i < 20; i++) {
      long start = System.nanoTime();
      bytes = api.get("/routes/export").length();
      times.add((System.nanoTime() - start) / 1_000);
    }
    print("export of " + (bytes >> 10) + " KiB", times);
  }

  /// One change after the other: when it is acknowledged, and when a watcher hears of it.
  private void changes() throws IOException, InterruptedException {
    String key = "site1/cam1";
    BlockingQueue<Long> heard = new LinkedBlockingQueue<>();
    Thread watcher = Thread.ofVirtual().start(() -> watch(key, heard));
    TimeUnit.SECONDS.sleep(1);
    heard.clear();
    Latencies stored = new Latencies();
    Latencies visible = new Latencies();
    for (int i = 0; i < requests; i++) {
      long start = System.nanoTime();
      api.patch(key, "{\"labels\": [\"n" + i + "\"]}");
      stored.add((System.nanoTime() - start) / 1_000);
      Long at = heard.poll(10, TimeUnit.SECONDS);
      if (at == null) {
        throw new IOException("change " + i + " was not heard of on the live stream");
      }
      visible.add((at - start) / 1_000);
    }
    watcher.interrupt();
    print("change acknowledged", stored);
    print("change on the live stream", visible);
  }

  private void watch(String key, BlockingQueue<Long> heard) {
    String wanted = "\"id\":\"" + key + "\"";
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(api.open("/live"), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.contains(wanted) && line.contains("\"entity\":\"route\"")) {
          heard.add(System.nanoTime());
        }
      }
    } catch (IOException _) {
      // the end of the run
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void print(String what, Latencies times) {
    System.out.printf(
        Locale.ROOT,
        "%-40s p50 %.1f p99 %.1f max %.1f ms (%d)%n",
        what,
        times.millis(0.5),
        times.millis(0.99),
        times.millis(1),
        times.count());
  }
}
