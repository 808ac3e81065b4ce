package io.tidegate.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// One load run against a running gateway on this machine: publishers, viewers, a warm-up, a
/// measured window, one line of figures. `bench/load` starts it.
public final class LoadRun {
  private static final long SECOND = 1_000_000_000L;

  /// A publisher needs a key frame before its first viewer gets something.
  private static final long HEAD_START_MS = 2_000;

  private final LoadOptions options;
  private final ServerProcess server;
  private final Latencies latencies = new Latencies();

  private LoadRun(LoadOptions options) {
    this.options = options;
    this.server = new ServerProcess(options.pid());
  }

  public static void main(String... arguments) throws IOException, InterruptedException {
    new LoadRun(LoadOptions.parse(arguments)).run();
  }

  private void run() throws IOException, InterruptedException {
    long start = System.nanoTime() + HEAD_START_MS * 1_000_000 + options.warmSeconds() * SECOND;
    Window window = new Window(start, start + options.seconds() * SECOND);
    List<RtmpPublisher> publishers = publishers(window.endNanos() + Window.LINGER_NANOS);
    TimeUnit.MILLISECONDS.sleep(HEAD_START_MS);
    List<FlvViewer> viewers = viewers(window);
    TimeUnit.NANOSECONDS.sleep(window.startNanos() - System.nanoTime());
    double cpuBefore = server.cpuSeconds();
    TimeUnit.NANOSECONDS.sleep(window.endNanos() - System.nanoTime());
    double cpu = server.cpuSeconds() - cpuBefore;
    long heap = options.measureHeap() ? server.liveHeapKibibytes() : -1;
    print(publishers, viewers, cpu, heap);
  }

  private List<RtmpPublisher> publishers(long endNanos) {
    List<RtmpPublisher> publishers = new ArrayList<>();
    for (int i = 0; i < options.streams(); i++) {
      long phase = i * SECOND / options.streams();
      RtmpPublisher publisher =
          new RtmpPublisher(options.rtmpPort(), "load" + i, options.kbit(), phase, endNanos);
      publishers.add(publisher);
      Thread.ofVirtual().start(publisher);
    }
    return publishers;
  }

  private List<FlvViewer> viewers(Window window) {
    List<FlvViewer> viewers = new ArrayList<>();
    for (int i = 0; i < options.viewers(); i++) {
      boolean parses = i < options.parsed();
      FlvViewer viewer =
          new FlvViewer(
              options.httpPort(),
              "load" + i % options.streams(),
              window,
              parses ? latencies : null);
      viewers.add(viewer);
      Thread.ofVirtual().start(viewer);
    }
    return viewers;
  }

  private void print(
      List<RtmpPublisher> publishers, List<FlvViewer> viewers, double cpu, long heapKibibytes)
      throws IOException {
    double out = 8e-9 * viewers.stream().mapToLong(FlvViewer::bytesInWindow).sum();
    double in = 1e-6 * options.streams() * options.kbit() * options.seconds();
    long alive = viewers.stream().filter(viewer -> viewer.bytesInWindow() > 0).count();
    String line =
        String.format(
            Locale.ROOT,
            "streams=%d failed=%d viewers=%d alive=%d ended=%d out_gbit=%.3f in_gbit=%.3f"
                + " cpu_s=%.2f cpu_s_per_gbit=%.3f latency_ms p50=%.2f p99=%.2f frames=%d"
                + " stalls_500ms=%d stalls_1s=%d rss_mib=%d live_heap_kib=%d",
            publishers.size(),
            publishers.stream().filter(RtmpPublisher::hasFailed).count(),
            viewers.size(),
            alive,
            viewers.stream().filter(FlvViewer::endedEarly).count(),
            out,
            in,
            cpu,
            cpu / (viewers.isEmpty() ? in : out),
            latencies.millis(0.5),
            latencies.millis(0.99),
            latencies.count(),
            stalls(viewers, SECOND / 2),
            stalls(viewers, SECOND),
            server.residentMebibytes(),
            heapKibibytes);
    System.out.println(line);
  }

  private static long stalls(List<FlvViewer> viewers, long longerThanNanos) {
    return viewers.stream().filter(viewer -> viewer.longestGapNanos() > longerThanNanos).count();
  }
}
