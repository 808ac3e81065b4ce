package io.tidegate.cluster;

import io.tidegate.media.testing.NetHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a cluster costs while nothing happens: three nodes, and how long the processors were
/// theirs. Needs root. `IdleRun SECONDS`.
final class IdleRun {
  private IdleRun() {}

  public static void main(String[] args) throws Exception {
    Duration length = Duration.ofSeconds(Integer.parseInt(args[0]));
    Path folder = Files.createTempDirectory("idle");
    List<NetHost> hosts = NetHost.make(3);
    List<NodeProcess> nodes = new ArrayList<>();
    try {
      for (NetHost host : hosts) {
        nodes.add(NodeProcess.start(host, folder.resolve(Integer.toString(host.number()))));
      }
      NodeProcess first = nodes.getFirst();
      first.say("found");
      System.out.println("first node up in " + first.say("start"));
      for (NodeProcess node : nodes.subList(1, nodes.size())) {
        node.say("join " + hosts.getFirst().address() + " " + first.say("token"));
        System.out.println("next node up in " + node.say("start"));
      }
      first.awaitAnswer("members", "[1, 2, 3]");
      Thread.sleep(length.dividedBy(2)); // until the compilers are done
      List<Long> before = nodes.stream().map(node -> Long.parseLong(node.say("cpu"))).toList();
      Thread.sleep(length);
      for (int i = 0; i < nodes.size(); i++) {
        long nanos = Long.parseLong(nodes.get(i).say("cpu")) - before.get(i);
        System.out.printf("node %d: %.2f %% of a core%n", i + 1, 100.0 * nanos / length.toNanos());
      }
    } finally {
      for (NodeProcess node : nodes) {
        node.close();
      }
      NetHost.remove(hosts);
    }
    System.exit(0);
  }
}
