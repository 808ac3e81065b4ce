package io.tidegate.cluster;

import static io.tidegate.cluster.NodeProcess.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidegate.media.testing.NetHost;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three processes on three machines, each a network namespace of its own: its loopback is not the
/// others', so that what arrives has come through the tunnel.
class ClusterIT {
  @TempDir Path folder;
  private List<NetHost> hosts = List.of();
  private final List<NodeProcess> nodes = new ArrayList<>();

  @BeforeEach
  void setUp() throws Exception {
    String missing = NetHost.missing();
    if (NetHost.areRequired()) {
      assertThat(missing).as("machines of a test").isNull();
    }
    assumeTrue(missing == null, missing);
    hosts = NetHost.make(3);
    for (NetHost host : hosts) {
      nodes.add(NodeProcess.start(host, folder.resolve("" + host.number())));
    }
  }

  @AfterEach
  void tearDown() throws Exception {
    for (NodeProcess node : nodes) {
      node.close();
    }
    NetHost.remove(hosts);
  }

  private NodeProcess node(int number) {
    return nodes.get(number - 1);
  }

  /// The second joins at the first, the third at the second.
  private void formCluster() {
    assertThat(node(1).say("found")).isEqualTo("done");
    System.out.println("first node: " + node(1).say("start"));
    for (int number = 2; number <= 3; number++) {
      String token = node(1).say("token");
      String at = hosts.get(number - 2).address();
      assertThat(node(number).say("join " + at + " " + token)).isEqualTo("done");
      System.out.println("node " + number + ": " + node(number).say("start"));
      awaitMembers(
          number == 2 ? "[1, 2]" : "[1, 2, 3]", number == 2 ? List.of(1, 2) : List.of(1, 2, 3));
    }
  }

  private void awaitMembers(String members, List<Integer> seenBy) {
    for (int number : seenBy) {
      node(number).awaitAnswer("members", members);
    }
  }

  private long epoch(int number) {
    return Long.parseLong(node(number).say("epoch key"));
  }

  @Test
  void aKilledNodeIsMissedAndComesBackWithItsDisk() throws Exception {
    formCluster();
    node(3).say("tell three");
    node(1).awaitAnswer("sessions", "[three]");
    long before = epoch(3);

    long killed = System.nanoTime();
    node(3).kill();

    awaitMembers("[1, 2]", List.of(1, 2));
    System.out.println(
        "killed node missed after " + (System.nanoTime() - killed) / 1_000_000 + " ms");
    node(1).awaitAnswer("sessions", "[]");
    assertThat(epoch(1)).isGreaterThan(before);

    nodes.set(2, NodeProcess.start(hosts.get(2), folder.resolve("3")));
    assertThat(node(3).say("start")).endsWith("ms");
    awaitMembers("[1, 2, 3]", List.of(1, 2, 3));
    assertThat(node(3).say("join " + hosts.getFirst().address() + " " + node(1).say("token")))
        .contains("this node is in a cluster");
  }

  @Test
  void aSplitHealsAndEpochsGoOn() throws Exception {
    formCluster();
    long before = epoch(1);

    long cut = System.nanoTime();
    hosts.get(1).unplug();

    awaitMembers("[1, 3]", List.of(1, 3));
    System.out.println(
        "cut off node missed after " + (System.nanoTime() - cut) / 1_000_000 + " ms");
    awaitMembers("[2]", List.of(2));
    System.out.println("and it knows after " + (System.nanoTime() - cut) / 1_000_000 + " ms");
    long there = epoch(2);
    long here = epoch(1);
    assertThat(List.of(there, here)).allMatch(epoch -> epoch > before).doesNotHaveDuplicates();
    node(2).say("tell two");

    long healed = System.nanoTime();
    hosts.get(1).plug();

    awaitMembers("[1, 2, 3]", List.of(1, 2, 3));
    System.out.println("one again after " + (System.nanoTime() - healed) / 1_000_000 + " ms");
    node(1).awaitAnswer("sessions", "[two]");
    assertThat(epoch(3)).isGreaterThan(Math.max(there, here));
  }

  @Test
  void aRevokedNodeIsOutAtOnceAndStaysOut() throws Exception {
    formCluster();

    assertThat(node(2).say("revoke 3")).isEqualTo("true");

    awaitMembers("[1, 2]", List.of(1, 2));
    node(1).awaitAnswer("known", "[1, 2]");
    await()
        .atMost(PATIENCE)
        .until(() -> node(3).say("closed").equals("true") || node(3).say("members").equals("[3]"));
    node(3).kill();
    nodes.set(2, NodeProcess.start(hosts.get(2), folder.resolve("3")));
    String started = node(3).say("start");
    assertThat(started.contains("revoked") || node(3).say("members").equals("[3]")).isTrue();
    awaitMembers("[1, 2]", List.of(1, 2));
  }
}
