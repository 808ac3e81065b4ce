package io.tidegate.bench.srt;

import io.tidegate.srt.relay.Impairment;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Measures with programs in C, and the relay as a process by itself, so that nothing shares a heap
/// or a compiler with what is measured. Any thread.
final class ToolCells implements CellRunner {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  /// The caller waits 200 ms, and a handshake takes two round trips.
  private static final int OPENING_MS = 800;

  private final Path folder;
  private final Set<Integer> taken = ConcurrentHashMap.newKeySet();

  /// One session opens at a time: libsrt's clock of delivery is set by the handshake, and one that
  /// was held up by others' start gets more latency than agreed.
  private final Semaphore opening = new Semaphore(1, true);

  /// @param folder of `srtcell` and `impair`
  ToolCells(Path folder) {
    this.folder = folder;
  }

  @Override
  public CellResult run(Cell cell) throws IOException, InterruptedException {
    LinkCase link = cell.link();
    // what the caller connects to, what comes after it, and the listener at the end
    int[] ports = {freePort(), freePort(), freePort()};
    List<Process> running = new ArrayList<>();
    boolean opens = true;
    opening.acquire();
    try {
      int last = ports[2];
      int next = last;
      String relayed = "";
      Process network = null;
      Process relay = null;
      boolean networkFirst = !link.senderSide();
      for (int place = 1; place >= 0; place--) {
        boolean isNetwork = (place == 0) == networkFirst;
        if (isNetwork && link.impaired()) {
          network = start(running, network(cell, ports[place], next));
          next = ports[place];
        } else if (!isNetwork && cell.relayed()) {
          relay = start(running, relay(cell, ports[place], next));
          ready(relay);
          next = ports[place];
        }
      }
      Process session = start(running, session(cell, last, next));
      Thread.sleep(OPENING_MS);
      opening.release();
      opens = false;
      String outcome = lastLine(session);
      if (relay != null) {
        relayed = stopped(relay);
      }
      double wire =
          network == null
              ? JsonLine.number(outcome, "snd_total")
              : JsonLine.number(stopped(network), "data");
      return result(outcome, (long) wire, relayed);
    } finally {
      if (opens) {
        opening.release();
      }
      running.forEach(Process::destroyForcibly);
    }
  }

  private static CellResult result(String outcome, long wire, String relayed) throws IOException {
    String error = JsonLine.text(outcome, "err");
    if (outcome.isEmpty() || !error.isEmpty()) {
      throw new IOException("the session failed: " + error);
    }
    return new CellResult(
        (long) JsonLine.number(outcome, "sent"),
        (long) JsonLine.number(outcome, "residual"),
        wire,
        JsonLine.number(outcome, "p50"),
        JsonLine.number(outcome, "p99"),
        relayed);
  }

  private List<String> session(Cell cell, int listen, int call) {
    List<String> words = new ArrayList<>(List.of(folder.resolve("srtcell").toString()));
    words.addAll(List.of("-l", "" + listen, "-d", "" + call, "-s", "" + cell.seconds()));
    words.addAll(List.of("-b", "" + cell.link().kbps(), "-L", "" + cell.link().latencyMs()));
    words.addAll(List.of("-R", cell.link().correction() ? "packetfilter=" + LinkCase.FILTER : ""));
    return words;
  }

  private List<String> network(Cell cell, int listen, int target) {
    Impairment network = cell.link().network();
    List<String> words = new ArrayList<>(List.of(folder.resolve("impair").toString(), "-S"));
    words.addAll(List.of("-l", "127.0.0.1:" + listen, "-t", "127.0.0.1:" + target));
    words.addAll(List.of("-s", "" + cell.networkSeed(), "-g", "" + network.graceMs()));
    words.addAll(List.of("--both", items(network)));
    return words;
  }

  /// An impairment as the network program spells it.
  static String items(Impairment network) {
    StringBuilder items = new StringBuilder("delay=" + network.delayMs());
    double loss = network.lossShare();
    if (network.burstMs() > 0) {
      double goodMs = network.burstMs() * (1 - loss) / loss;
      items.append(
          String.format(
              Locale.ROOT, ",ge_gms=%f,ge_bms=%f,ge_lg=0,ge_lb=1", goodMs, network.burstMs()));
    } else if (loss > 0) {
      items.append(",loss=").append(loss);
    }
    if (network.reorderShare() > 0) {
      items.append(",reorder=").append(network.reorderShare());
      items.append(",reorder_ms=").append(network.reorderMs());
    }
    if (network.rateKbps() > 0) {
      items.append(",rate=").append(network.rateKbps());
      items.append(",queue_ms=").append(network.queueMs());
    }
    return items.toString();
  }

  private static List<String> relay(Cell cell, int listen, int target) {
    List<String> words = new ArrayList<>();
    words.add(ProcessHandle.current().info().command().orElse("java"));
    words.addAll(List.of("-XX:+UseSerialGC", "-Xmx48m", "--enable-native-access=ALL-UNNAMED"));
    words.add("-Dslf4j.internal.verbosity=ERROR");
    if (!cell.link().limit().isCpu()) {
      // many at once: the optimising compilers of all of them would take the cores
      words.add("-XX:TieredStopAtLevel=1");
    }
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    words.add("io.tidegate.srt.relay.RelayCommand");
    words.addAll(List.of("--listen", "127.0.0.1:" + listen, "--target", "127.0.0.1:" + target));
    words.addAll(List.of("--side", cell.link().senderSide() ? "snd" : "rcv"));
    words.addAll(List.of("--policy", cell.policy(), "--latency-ms", "" + cell.link().latencyMs()));
    return words;
  }

  private static Process start(List<Process> running, List<String> words) throws IOException {
    Process process = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.PIPE).start();
    running.add(process);
    return process;
  }

  /// Waits until the relay has its port.
  private static void ready(Process relay) throws IOException {
    String line = relay.errorReader().readLine();
    if (line == null || !line.startsWith("ready")) {
      throw new IOException("the relay did not start: " + line);
    }
  }

  private static String stopped(Process process) throws IOException, InterruptedException {
    process.toHandle().destroy(); // Process.destroy() would close what it prints
    return lastLine(process);
  }

  private static String lastLine(Process process) throws IOException, InterruptedException {
    List<String> lines = process.inputReader().lines().toList();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      throw new IOException("a program does not end: " + process.info());
    }
    return lines.isEmpty() ? "" : lines.getLast();
  }

  /// One that no other session was given.
  private int freePort() throws IOException {
    while (true) {
      try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
        if (taken.add(socket.getLocalPort())) {
          return socket.getLocalPort();
        }
      }
    }
  }
}
