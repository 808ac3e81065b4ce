package io.tidegate.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// Cameras for a gateway that pulls them, viewers of what it makes of them, and one line of
/// figures. `bench/load` starts it.
///
/// 1. It prints the port of its cameras;
/// 2. it reads a line from standard input: process id and HTTP port of the gateway that pulls `/0`,
///    `/1` … into `live/load0`, `live/load1` …;
/// 3. warm-up, window, figures.
public final class RtspRun {
  private static final long SECOND = 1_000_000_000L;

  /// A stream is there so soon, or never.
  private static final int ATTEMPTS = 120;

  private static final long ATTEMPT_MS = 500;

  private final Map<String, String> options = new HashMap<>();
  private final LongAdder bytesSent = new LongAdder();
  private final Latencies latencies = new Latencies();
  private final AvOffset offset = new AvOffset();
  private final int cameras;
  private final double driftPpm;

  private RtspRun(String... arguments) {
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      options.put(arguments[i], arguments[i + 1]);
    }
    cameras = number("--cameras", 1);
    driftPpm = number("--drift-ppm", 0);
  }

  public static void main(String... arguments) throws IOException, InterruptedException {
    new RtspRun(arguments).run();
  }

  private int number(String name, int otherwise) {
    String text = options.get(name);
    return text == null ? otherwise : Integer.parseInt(text);
  }

  private void run() throws IOException, InterruptedException {
    List<CameraMedium> media = CameraMedium.of(number("--kbit", 1_000));
    try (ServerSocket listener = new ServerSocket(0, cameras, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> accept(listener, media));
      System.out.println("cameras at " + listener.getLocalPort());
      BufferedReader in = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
      String line = in.readLine();
      if (line == null) {
        return; // there is no gateway
      }
      String[] gateway = line.split(" ", -1);
      measure(new ServerProcess(Long.parseLong(gateway[0])), Integer.parseInt(gateway[1]));
    }
  }

  private void accept(ServerSocket listener, List<CameraMedium> media) {
    try {
      while (true) {
        Socket socket = listener.accept();
        Thread.ofVirtual().start(new BenchCamera(socket, media, driftPpm, bytesSent));
      }
    } catch (IOException closed) {
      // the run is over
    }
  }

  private void measure(ServerProcess server, int httpPort)
      throws IOException, InterruptedException {
    for (int i = 0; i < cameras; i++) {
      awaitStream("http://127.0.0.1:" + httpPort + "/live/load" + i + ".flv");
    }
    long start = System.nanoTime() + number("--warm", 30) * SECOND;
    Window window = new Window(start, start + number("--seconds", 15) * SECOND);
    List<FlvViewer> viewers = new ArrayList<>();
    for (int i = 0; i < number("--viewers", 0); i++) {
      String name = "load" + i % cameras;
      FlvViewer viewer =
          driftPpm == 0
              ? new FlvViewer(httpPort, name, window, latencies)
              : new FlvViewer(window, httpPort, name, offset::tag);
      viewers.add(viewer);
      Thread.ofVirtual().start(viewer);
    }
    TimeUnit.NANOSECONDS.sleep(window.startNanos() - System.nanoTime());
    double cpuBefore = server.cpuSeconds();
    long sentBefore = bytesSent.sum();
    TimeUnit.NANOSECONDS.sleep(window.endNanos() - System.nanoTime());
    double cpu = server.cpuSeconds() - cpuBefore;
    double gbit = 8e-9 * (bytesSent.sum() - sentBefore);
    long rss = server.residentKibibytes();
    System.out.println(
        String.format(
            Locale.ROOT,
            "cameras=%d in_gbit=%.3f cpu_s=%.2f cpu_s_per_gbit=%.3f rss_mib=%d"
                + " rss_mib_per_camera=%.1f",
            cameras,
            gbit,
            cpu,
            cpu / gbit,
            rss / 1024,
            rss / 1024.0 / cameras));
    if (!viewers.isEmpty()) {
      printSeen(viewers);
    }
  }

  private static void awaitStream(String url) throws IOException, InterruptedException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      HttpURLConnection viewer = (HttpURLConnection) URI.create(url).toURL().openConnection();
      int status = viewer.getResponseCode();
      viewer.disconnect();
      if (status == HttpURLConnection.HTTP_OK) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(ATTEMPT_MS);
    }
    throw new IOException("not live: " + url);
  }

  private void printSeen(List<FlvViewer> viewers) {
    long ended = viewers.stream().filter(FlvViewer::endedEarly).count();
    String seen =
        driftPpm == 0
            ? String.format(
                Locale.ROOT,
                "latency_ms p50=%.2f p99=%.2f frames=%d",
                latencies.millis(0.5),
                latencies.millis(0.99),
                latencies.count())
            : String.format(
                Locale.ROOT,
                "av_offset_ms first=%.1f last=%.1f worst=%.1f drift_ppm=%.0f",
                offset.firstMs(),
                offset.lastMs(),
                offset.worstMs(),
                driftPpm);
    System.out.println("viewers=" + viewers.size() + " ended=" + ended + " " + seen);
  }
}
