package io.tidegate.cluster;

import com.sun.management.OperatingSystemMXBean;
import io.tidegate.cluster.directory.SharedStreamDirectory;
import io.tidegate.cluster.join.JoinToken;
import io.tidegate.cluster.join.JoinTokens;
import io.tidegate.cluster.member.Epochs;
import io.tidegate.cluster.member.NodeView;
import io.tidegate.cluster.registry.MadeUpRows;
import io.tidegate.cluster.registry.RegistryStats;
import io.tidegate.cluster.registry.Row;
import io.tidegate.cluster.registry.RowKind;
import io.tidegate.cluster.registry.RowSource;
import io.tidegate.cluster.registry.SharedRegistry;
import io.tidegate.cluster.tunnel.TunnelOptions;
import io.tidegate.media.Nullable;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A node alone: founds a cluster or joins one, and does what it is told, a line each.
final class NodeMain {
  private static final int PORT = TunnelOptions.PORT;

  private final ClusterOptions options;
  private @Nullable Running running;
  private @Nullable SharedStreamDirectory directory;
  private @Nullable SharedRegistry registry;

  private final Set<String> told = ConcurrentHashMap.newKeySet();

  private record Running(ClusterNode node, Epochs epochs) {}

  private NodeMain(ClusterOptions options) {
    this.options = options;
  }

  private Running running() {
    return Objects.requireNonNull(running, "started");
  }

  /// @param args folder, address
  public static void main(String[] args) throws Exception {
    ClusterOptions options =
        new ClusterOptions(
            Path.of(args[0]),
            "node-" + args[1],
            Optional.of(args[1]),
            TunnelOptions.on(new InetSocketAddress(args[1], PORT)),
            ClusterOptions.SILENCE,
            Clock.systemUTC());
    NodeMain main = new NodeMain(options);
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        System.out.println("> " + main.obey(line.split(" ")));
        System.out.flush();
      }
    } finally {
      Runtime.getRuntime().halt(0); // whoever started it is gone
    }
  }

  private String obey(String... words) {
    try {
      return words[0] + " " + answer(words);
    } catch (Exception failed) { // whatever it is, the test sees it
      return words[0] + " failed: " + failed.getMessage();
    }
  }

  private String answer(String... words) throws Exception {
    return switch (words[0]) {
      case "found" -> {
        ClusterNode.found(options);
        yield "done";
      }
      case "join" -> {
        JoinToken token = JoinToken.parse(words[2]).orElseThrow();
        ClusterNode.join(options, new InetSocketAddress(words[1], PORT), token);
        yield "done";
      }
      case "start" -> start();
      case "token" -> {
        JoinTokens tokens = running().node().tokens().orElseThrow();
        yield tokens.create("test", Duration.ofHours(1)).text();
      }
      case "members" ->
          running().node().membership().nodes().stream()
              .map(NodeView::number)
              .sorted()
              .toList()
              .toString();
      case "known" ->
          running().node().known().stream().map(one -> one.number()).toList().toString();
      case "epoch" -> Long.toString(running().epochs().next(words[1]));
      case "tell" -> {
        told.add(words[1]);
        yield sessions().toString();
      }
      case "sessions" -> sessions().toString();
      case "revoke" -> Boolean.toString(running().node().revoke(Integer.parseInt(words[1])));
      case "cpu" ->
          ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() + "";
      case "registry" -> {
        int sessions = Integer.parseInt(words[2]);
        MadeUpRows rows =
            new MadeUpRows(Integer.parseInt(words[1]), sessions, Integer.parseInt(words[3]));
        registry(rows);
        yield "done";
      }
      case "rows" -> Integer.toString(rows(RowKind.SESSION) + rows(RowKind.STREAM));
      case "told" -> {
        RegistryStats stats = registry().stats();
        yield stats.sent() + " " + stats.sentBytes();
      }
      case "heap" -> {
        System.gc();
        yield ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + "";
      }
      case "closed" -> Boolean.toString(running().node().isClosed());
      case "stop" -> {
        running().node().close();
        yield "done";
      }
      default -> "unknown";
    };
  }

  private SharedRegistry registry() {
    return registry(kind ->
        kind == RowKind.SESSION
            ? told.stream().map(id -> new Row(id, "", "")).toList()
            : List.of());
  }

  /// The first source stays.
  private SharedRegistry registry(RowSource source) {
    if (directory == null) { // renews the lease
      directory = new SharedStreamDirectory(running().node().membership());
    }
    SharedRegistry begun =
        registry == null ? new SharedRegistry(running().node().membership(), source) : registry;
    registry = begun;
    return begun;
  }

  /// Of all nodes.
  private List<String> sessions() {
    List<String> ids = new ArrayList<>();
    registry().read(RowKind.SESSION, _ -> true, (_, row) -> ids.add(row.id()));
    return ids.stream().sorted().toList();
  }

  private int rows(RowKind kind) {
    int[] rows = {0};
    registry().read(kind, _ -> true, (_, _) -> rows[0]++);
    return rows[0];
  }

  private String start() throws Exception {
    long before = System.nanoTime();
    ClusterNode node = ClusterNode.start(options, Map.of());
    running = new Running(node, new Epochs(node.membership()));
    return Duration.ofNanos(System.nanoTime() - before).toMillis() + " ms";
  }
}
