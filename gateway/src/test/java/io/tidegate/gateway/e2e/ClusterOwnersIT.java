package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Fifty pulls on three gateways; a fourth one, in no cluster, is what they pull from. One is
/// killed, one is drained: nothing is lost, nothing is had twice.
@Timeout(600)
class ClusterOwnersIT {
  private static final int PULLS = 50;
  private static final int CAMERA = 4;
  private static final Duration PATIENCE = Patience.FOR_PROGRAMS.multipliedBy(2);
  private static final String PUBLISHER =
      "ffmpeg -nostdin -v error -re -f lavfi -i testsrc2=s=160x90:r=10 -c:v libx264"
          + " -preset ultrafast -g 10 -b:v 60k -pix_fmt yuv420p -f flv ";

  private static final Set<String> ALL =
      IntStream.range(0, PULLS).mapToObj(ClusterOwnersIT::key).collect(Collectors.toSet());

  @TempDir Path folder;

  /// Each fifth.
  private static boolean isRtsp(String key) {
    return key.endsWith("0") || key.endsWith("5");
  }

  private static String key(int number) {
    return "live/cam" + number;
  }

  @Test
  void pullsMoveWhenTheirNodeDiesAndWhenItDrains() throws Exception {
    try (ClusterHosts hosts = ClusterHosts.start(folder, CAMERA, Map.of());
        Tool publisher =
            Tool.startLine(PUBLISHER + "rtmp://" + hosts.address(CAMERA) + ":1935/live/source")) {
      hosts.found();
      hosts.join(2, 1);
      hosts.join(3, 1);
      hosts.awaitMembers(3);
      routes(hosts);
      await("all at one of three").atMost(PATIENCE).until(() -> haveAll(hosts, 1, 2, 3));
      for (int node = 1; node <= 3; node++) {
        assertThat(live(hosts, node)).as("share of node %d", node).isNotEmpty();
      }

      int lost = live(hosts, 2).size();
      hosts.kill(2);
      long killed = System.nanoTime();
      await("what the dead one had").atMost(PATIENCE).until(() -> haveAll(hosts, 1, 3));
      System.out.printf(
          "%d of %d pulls stream elsewhere %d ms after kill -9 of their node%n",
          lost, PULLS, (System.nanoTime() - killed) / 1_000_000);

      String watched = live(hosts, 3).stream().filter(ClusterOwnersIT::isRtsp).findFirst().get();
      try (HandOverViewers viewers = new HandOverViewers(url(hosts, 3, watched))) {
        drain(hosts, watched, viewers);
      }
      resume(hosts);
      assertThat(publisher.isAlive()).isTrue();
    }
  }

  /// At each node: what one stores the others may know already.
  private static void routes(ClusterHosts hosts) throws Exception {
    for (int node = 1; node <= 3; node++) {
      for (String key : ALL) {
        String camera = hosts.address(CAMERA);
        JsonObject source =
            isRtsp(key)
                ? new JsonObject()
                    .put("type", "rtsp-pull")
                    .put("url", "rtsp://" + camera + ":8554/live/source")
                : new JsonObject()
                    .put("type", "rtmp-pull")
                    .put("url", "rtmp://" + camera + ":1935/live/source");
        JsonObject route = new JsonObject().put("key", key).put("sources", List.of(source));
        int status = hosts.api(node).ask("PUT", "/routes/" + key, route.encode()).statusCode();
        assertThat(status).isIn(200, 201, 409, 412, 428);
      }
    }
  }

  /// Asked of any node; the one that drains goes on until the other one has the stream.
  private static void drain(ClusterHosts hosts, String watched, HandOverViewers viewers)
      throws Exception {
    viewers.awaitMore(Duration.ofSeconds(1));
    HandOverViewers.Listed before = viewers.read(url(hosts, 3, watched));
    assertThat(hosts.api(1).ask("POST", "/cluster/nodes/9/drain", "{}").statusCode())
        .isEqualTo(404);
    var answer = hosts.api(1).ask("POST", "/cluster/nodes/3/drain", "{}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(new JsonObject(answer.body()).getBoolean("draining")).isTrue();
    hosts.awaitState(3, 1, "draining");
    await("all at the one that is left")
        .atMost(PATIENCE)
        .until(() -> {
          Set<String> either =
              new HashSet<>(live(hosts, 3)); // first: what it no longer has is at 1
          either.addAll(live(hosts, 1));
          assertThat(either).as("without a node").isEqualTo(ALL);
          return haveAll(hosts, 1) && live(hosts, 3).isEmpty();
        });
    viewers.awaitMore(Duration.ofSeconds(4));
    for (int node : new int[] {3, 1, 3}) { // who hands it over, and who has it now
      await("the new owner's segments, at node " + node)
          .until(() -> {
            HandOverViewers.Listed now = viewers.read(url(hosts, node, watched));
            return now.last() > before.last() + 1
                && now.discontinuities() == before.discontinuities() + 1;
          });
    }

    JsonObject done = hosts.api(3).get("/cluster/nodes/3/drain");
    assertThat(done.getBoolean("done")).as(done.encode()).isTrue();
  }

  private static String url(ClusterHosts hosts, int node, String key) {
    return "http://" + hosts.address(node) + ":8080/" + key;
  }

  private static void resume(ClusterHosts hosts) throws Exception {
    var answer = hosts.api(3).ask("POST", "/cluster/nodes/3/resume", "{}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    await("its share again")
        .atMost(PATIENCE)
        .until(() -> haveAll(hosts, 1, 3) && !live(hosts, 3).isEmpty());
  }

  /// Each at one of these nodes, and at one alone.
  private static boolean haveAll(ClusterHosts hosts, int... nodes) throws Exception {
    List<String> all = new ArrayList<>();
    for (int node : nodes) {
      all.addAll(live(hosts, node));
    }
    return all.size() == PULLS && ALL.equals(new HashSet<>(all));
  }

  /// What streams there now, and comes from no other node.
  private static Set<String> live(ClusterHosts hosts, int node) throws Exception {
    return hosts.api(node).items("/streams?limit=500").stream()
        .filter(stream -> stream.getString("state").equals("streaming"))
        .filter(stream -> !stream.getJsonArray("tracks").isEmpty())
        .filter(stream -> stream.getValue("relayedFrom") == null)
        .map(stream -> stream.getString("key"))
        .collect(Collectors.toSet());
  }
}
