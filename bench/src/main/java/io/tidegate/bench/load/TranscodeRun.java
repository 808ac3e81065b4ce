package io.tidegate.bench.load;

import io.tidegate.media.flv.FlvTag;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// H.265 of 720p30 coded anew as H.264, by the gateway and by FFmpeg alone, in turn; and how much
/// later a picture comes for it. `bench/load transcode` runs it.
///
/// The gateway takes a transport stream over UDP as `live/x` and makes `live/x_h264` while somebody
/// plays it. FFmpeg, the same executable, takes the same feed over UDP and is told the same. The
/// gateway's share is what its own process takes more than without the rendition.
public final class TranscodeRun {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long HOUR_NANOS = 3_600_000_000_000L;
  private static final Pattern CHILD =
      Pattern.compile("\"purpose\":\"renditions\".*?\"pid\":(\\d+)");

  private final int http;
  private final ServerProcess gateway;
  private final Path ffmpeg;
  private final Path source;
  private final int seconds;
  private final List<Double> overheads = new ArrayList<>();

  private TranscodeRun(String... words) {
    this.http = Integer.parseInt(words[0]);
    this.gateway = new ServerProcess(Long.parseLong(words[1]));
    this.ffmpeg = Path.of(words[2]);
    this.source = Path.of(words[3]);
    this.seconds = Integer.parseInt(words[4]);
  }

  /// `HTTP-PORT PID FFMPEG SOURCE.ts SECONDS PAIRS PLAIN-UDP-PORT`.
  public static void main(String... words) throws IOException, InterruptedException {
    TranscodeRun run = new TranscodeRun(words);
    for (int pair = 0; pair < Integer.parseInt(words[5]); pair++) {
      run.pair(pair, Integer.parseInt(words[6]));
    }
    run.sumUp();
    run.latency();
  }

  private void sumUp() {
    if (overheads.isEmpty()) {
      return;
    }
    double[] sorted = overheads.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "median of %d pairs: %.1f %% more than FFmpeg alone%n",
        sorted.length,
        sorted[sorted.length / 2]);
  }

  private void pair(int number, int udp) throws IOException, InterruptedException {
    double[] ours;
    double plain;
    if (number % 2 == 0) {
      ours = ours();
      plain = plain(udp);
    } else {
      plain = plain(udp);
      ours = ours();
    }
    double overhead = 100 * ((ours[0] + ours[1]) / plain - 1);
    overheads.add(overhead);
    System.out.printf(
        Locale.ROOT,
        "pair %d: FFmpeg alone %.1f %% of a core; child %.1f %%, gateway %.1f %% for it: %+.1f"
            + " %%%n",
        number + 1,
        plain,
        ours[0],
        ours[1],
        overhead);
  }

  /// Percent of a core: the child, and what the gateway takes more while it runs.
  private double[] ours() throws IOException, InterruptedException {
    double without = percent(gateway);
    Window window = window();
    Thread viewer = Thread.ofVirtual().start(new FlvViewer(http, "x_h264", window, null));
    ServerProcess child = child();
    rest(3);
    double gatewayBefore = gateway.cpuSeconds();
    double with = percent(child);
    double gatewayWith = 100 * (gateway.cpuSeconds() - gatewayBefore) / seconds;
    viewer.interrupt();
    viewer.join();
    gone();
    return new double[] {with, gatewayWith - without};
  }

  private ServerProcess child() throws IOException, InterruptedException {
    try (ApiClient api = new ApiClient(http)) {
      for (int attempt = 0; attempt < 300; attempt++) {
        Matcher found = CHILD.matcher(api.get("/workers").replaceAll("\\{\"name\"", "\n$0"));
        long pid = 0;
        while (found.find()) {
          pid = Long.parseLong(found.group(1));
        }
        if (pid != 0) {
          return new ServerProcess(pid);
        }
        rest(0.1);
      }
    }
    throw new IOException("the gateway started no child");
  }

  /// Nobody plays: the child goes after a while.
  private void gone() throws IOException, InterruptedException {
    try (ApiClient api = new ApiClient(http)) {
      while (CHILD.matcher(api.get("/workers")).find()) {
        rest(0.5);
      }
    }
  }

  private double plain(int udp) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(ffmpeg.toString(), "-v", "error", "-nostdin", "-thread_type", "slice"));
    command.addAll(List.of("-f", "mpegts", "-i", "udp://127.0.0.1:" + udp));
    command.addAll(List.of("-map", "0:v", "-vf", "format=yuv420p"));
    command.addAll(List.of("-c:v", "libopenh264", "-b:v", "2500k", "-g", "600", "-bf", "0"));
    command.addAll(List.of("-rc_mode", "bitrate", "-allow_skip_frames", "0"));
    command.addAll(List.of("-profile:v", "high", "-map", "0:a?", "-c:a", "copy"));
    command.addAll(List.of("-f", "mpegts", "/dev/null", "-y"));
    Process feed = feed(udp);
    Process alone = new ProcessBuilder(command).inheritIO().start();
    try {
      rest(6);
      return percent(new ServerProcess(alone.pid()));
    } finally {
      alone.destroyForcibly().waitFor();
      feed.destroyForcibly().waitFor();
    }
  }

  private Process feed(int udp) throws IOException {
    return new ProcessBuilder(
            "ffmpeg",
            "-nostdin",
            "-v",
            "error",
            "-re",
            "-stream_loop",
            "-1",
            "-i",
            source.toString(),
            "-c",
            "copy",
            "-f",
            "mpegts",
            "udp://127.0.0.1:" + udp + "?pkt_size=1316")
        .inheritIO()
        .start();
  }

  private double percent(ServerProcess process) throws IOException, InterruptedException {
    double before = process.cpuSeconds();
    long begin = System.nanoTime();
    rest(seconds);
    return 100 * (process.cpuSeconds() - before) / ((System.nanoTime() - begin) / NANOS_PER_SECOND);
  }

  /// Pictures of the same time, as they come of the source and of the rendition.
  private void latency() throws InterruptedException {
    Map<Integer, Long> arrivals = new ConcurrentHashMap<>();
    Latencies added = new Latencies();
    Window window = window();
    Thread source =
        Thread.ofVirtual().start(new FlvViewer(window, http, "x", tag -> note(tag, arrivals)));
    Thread made =
        Thread.ofVirtual()
            .start(new FlvViewer(window, http, "x_h264", tag -> compare(tag, arrivals, added)));
    rest(10 + seconds);
    source.interrupt();
    made.interrupt();
    System.out.printf(
        Locale.ROOT,
        "a picture of the rendition comes %.1f ms (p50), %.1f ms (p99) after the source's, of %d%n",
        added.millis(0.5),
        added.millis(0.99),
        added.count());
  }

  private static void note(FlvTag tag, Map<Integer, Long> arrivals) {
    if (tag.type() == FlvTag.Type.VIDEO) {
      arrivals.put(presented(tag), System.nanoTime());
    }
  }

  private static void compare(FlvTag tag, Map<Integer, Long> arrivals, Latencies added) {
    Long at = tag.type() == FlvTag.Type.VIDEO ? arrivals.get(presented(tag)) : null;
    if (at != null) {
      added.add((System.nanoTime() - at) / 1_000);
    }
  }

  /// Both have the times of the source, in milliseconds; without B frames they are those of the
  /// tag.
  private static int presented(FlvTag tag) {
    return tag.timestampMs();
  }

  private static Window window() {
    long now = System.nanoTime();
    return new Window(now, now + HOUR_NANOS);
  }

  private static void rest(double wanted) throws InterruptedException {
    long until = System.nanoTime() + (long) (wanted * NANOS_PER_SECOND);
    while (System.nanoTime() < until) {
      LockSupport.parkNanos(until - System.nanoTime());
      if (Thread.interrupted()) {
        throw new InterruptedException("no rest");
      }
    }
  }
}
