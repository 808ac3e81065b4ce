package io.tidegate.cluster;

import io.tidegate.media.testing.NetHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What it costs that three nodes know each other's streams and sessions: what they tell, and what
/// memory and processors it takes beside the same nodes without. Needs root. `RegistryRun SECONDS
/// [STREAMS SESSIONS MOVING]`, all of them a node's: 1,000, 10,000, and 100 that come and go a
/// second.
final class RegistryRun {
  private static final double MIB = 1 << 20;

  private RegistryRun() {}

  /// Of one node at one time.
  private record Reading(long cpuNanos, long heap, long pages, long bytes) {
    static Reading of(NodeProcess node, boolean telling) {
      String[] told = telling ? node.say("told").split(" ") : new String[] {"0", "0"};
      long heap = Long.parseLong(node.say("heap")); // the sweep is not counted
      return new Reading(
          Long.parseLong(node.say("cpu")), heap, Long.parseLong(told[0]), Long.parseLong(told[1]));
    }
  }

  public static void main(String[] args) throws Exception {
    Duration length = Duration.ofSeconds(Integer.parseInt(args[0]));
    int streams = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
    int sessions = args.length > 2 ? Integer.parseInt(args[2]) : 10_000;
    int moving = args.length > 3 ? Integer.parseInt(args[3]) : 100;
    Path folder = Files.createTempDirectory("registry");
    List<NetHost> hosts = NetHost.make(3);
    List<NodeProcess> nodes = new ArrayList<>();
    try {
      for (NetHost host : hosts) {
        nodes.add(NodeProcess.start(host, folder.resolve(Integer.toString(host.number()))));
      }
      NodeProcess first = nodes.getFirst();
      first.say("found");
      first.say("start");
      for (NodeProcess node : nodes.subList(1, nodes.size())) {
        node.say("join " + hosts.getFirst().address() + " " + first.say("token"));
        node.say("start");
      }
      first.awaitAnswer("members", "[1, 2, 3]");
      Thread.sleep(length.dividedBy(2)); // until the compilers are done
      List<Reading> idle = measure(nodes, length, false);
      for (NodeProcess node : nodes) {
        node.say("registry " + streams + " " + sessions + " " + moving);
      }
      String all = Integer.toString(nodes.size() * (streams + sessions));
      for (NodeProcess node : nodes) {
        node.awaitAnswer("rows", all);
      }
      Thread.sleep(length.dividedBy(2));
      print(idle, measure(nodes, length, true), length);
      for (NodeProcess node : nodes) {
        long before = System.nanoTime();
        node.say("rows");
        long ms = Duration.ofNanos(System.nanoTime() - before).toMillis();
        System.out.printf("all %s rows read in %d ms%n", all, ms);
      }
    } finally {
      for (NodeProcess node : nodes) {
        node.close();
      }
      NetHost.remove(hosts);
    }
    System.exit(0);
  }

  /// What was added in that time, but for the heap, which is that of the end.
  private static List<Reading> measure(List<NodeProcess> nodes, Duration length, boolean telling)
      throws InterruptedException {
    List<Reading> before = nodes.stream().map(node -> Reading.of(node, telling)).toList();
    Thread.sleep(length);
    List<Reading> gained = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      long cpu = Long.parseLong(nodes.get(i).say("cpu")); // before the heap is swept
      Reading after = Reading.of(nodes.get(i), telling);
      gained.add(
          new Reading(
              cpu - before.get(i).cpuNanos(),
              after.heap(),
              after.pages() - before.get(i).pages(),
              after.bytes() - before.get(i).bytes()));
    }
    return gained;
  }

  private static void print(List<Reading> idle, List<Reading> telling, Duration length) {
    for (int i = 0; i < idle.size(); i++) {
      Reading without = idle.get(i);
      Reading with = telling.get(i);
      System.out.printf(
          "node %d: %.1f pages/s, %.0f KiB/s; %.2f %% of a core (idle %.2f %%); "
              + "heap %.1f MiB (idle %.1f MiB)%n",
          i + 1,
          (double) with.pages() / length.toSeconds(),
          with.bytes() / 1024.0 / length.toSeconds(),
          100.0 * with.cpuNanos() / length.toNanos(),
          100.0 * without.cpuNanos() / length.toNanos(),
          with.heap() / MIB,
          without.heap() / MIB);
    }
  }
}
