package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two gateways on two machines want the same. One walk: a start of processes is dear.
@Timeout(600)
class DesiredStateIT {
  private static final int ROUTES = 20;
  private static final int ROUNDS = 10;

  @TempDir Path folder;

  @Test
  void whatIsWantedHoldsAtAllNodes() throws Exception {
    try (ClusterHosts hosts = ClusterHosts.cluster(folder, 2, Map.of("TIDEGATE_PLAY", "users"))) {
      routesAreAtBoth(hosts);
      ofTwoEditsAtATimeOneIsRefused(hosts);
      aRevokedTokenEndsWhatItHasBegunElsewhere(hosts);
      whoWasAwayCatchesUp(hosts);
      afterASplitTheLaterEditStands(hosts);
    }
  }

  private static HttpResponse<String> put(ClusterHosts hosts, int at, String key, int graceMs)
      throws Exception {
    return hosts.api(at).ask("PUT", "/routes/" + key, "{\"graceMs\": " + graceMs + "}");
  }

  /// As whoever changes what is there, whatever it is.
  private static HttpResponse<String> change(ClusterHosts hosts, int at, String key, int graceMs)
      throws Exception {
    String route = "{\"graceMs\": " + graceMs + "}";
    return hosts.api(at).ask("PUT", "/routes/" + key, route, "If-Match", "*");
  }

  private static HttpResponse<String> delete(ClusterHosts hosts, String key) throws Exception {
    return hosts.api(1).ask("DELETE", "/routes/" + key, "", "If-Match", "*");
  }

  /// What a node says of a route; -1 when it does not know it.
  private static int grace(ClusterHosts hosts, int at, String key) throws Exception {
    HttpResponse<String> answer = hosts.api(at).ask("GET", "/routes/" + key, "");
    return answer.statusCode() == 404 ? -1 : new JsonObject(answer.body()).getInteger("graceMs");
  }

  private static void awaitGrace(ClusterHosts hosts, int at, String key, int wanted) {
    await(key + " at " + at + ": " + wanted).until(() -> grace(hosts, at, key) == wanted);
  }

  private static void routesAreAtBoth(ClusterHosts hosts) throws Exception {
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < ROUTES; i++) {
      String key = "live/r" + i;
      assertThat(put(hosts, 1, key, 1_000 + i).statusCode()).isEqualTo(201);
      long answered = System.nanoTime();
      while (grace(hosts, 2, key) != 1_000 + i) {
        assertThat(System.nanoTime() - answered).isLessThan(60_000_000_000L);
      }
      millis.add((System.nanoTime() - answered) / 1_000_000);
    }
    System.out.println("routes are at the other node after their answer, in ms: " + millis);
    JsonObject change = hosts.api(2).items("/versions?limit=1").getFirst();
    assertThat(change.getString("who")).endsWith(" at node 1");
  }

  private static void ofTwoEditsAtATimeOneIsRefused(ClusterHosts hosts) throws Exception {
    int refused = 0;
    try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < ROUNDS; round++) {
        int here = 2_000 + 2 * round;
        List<Callable<Integer>> edits =
            List.of(
                () -> change(hosts, 1, "live/r0", here).statusCode(),
                () -> change(hosts, 2, "live/r0", here + 1).statusCode());
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> edit : both.invokeAll(edits)) {
          statuses.add(edit.get());
        }
        assertThat(statuses).isSubsetOf(200, 412).contains(200);
        refused += statuses.contains(412) ? 1 : 0;
        await("both agree").until(() -> grace(hosts, 1, "live/r0") == grace(hosts, 2, "live/r0"));
        if (statuses.contains(412)) {
          awaitGrace(hosts, 1, "live/r0", statuses.getFirst() == 200 ? here : here + 1);
        }
      }
    }
    System.out.println(refused + " of " + ROUNDS + " pairs of edits met, and one was refused");
  }

  private static void aRevokedTokenEndsWhatItHasBegunElsewhere(ClusterHosts hosts)
      throws Exception {
    JsonObject screen = hosts.api(1).token("screen", "viewer", "live/*");
    String secret = screen.getString("secret");
    GatewayProcess two = hosts.gateway(2);
    try (Tool publisher = Media.publishEndlessly(two.rtmp("/live/r1"))) {
      await("the token at the other node")
          .until(() -> two.get("/live/r1.m3u8?token=" + secret).statusCode() != 401);
      await("the stream").until(() -> hosts.api(2).items("/streams").size() == 1);
      try (Tool _ = Media.play(two.http("/live/r1.flv?token=" + secret))) {
        await("the player").until(() -> viewers(hosts) == 1);
        Instant asked = Instant.now();
        HttpResponse<String> gone =
            hosts.api(1).ask("DELETE", "/tokens/" + screen.getString("id"), "");
        assertThat(gone.statusCode()).isEqualTo(204);
        await("nobody").until(() -> viewers(hosts) == 0);
        Endings ended = new Endings(hosts.api(2), List.of());
        await("why").until(() -> !ended.of("revoked").isEmpty());
        ended.print("revoked", _ -> asked);
      }
      assertThat(publisher.isAlive()).isTrue();
    }
  }

  private static long viewers(ClusterHosts hosts) throws Exception {
    return hosts.api(2).items("/sessions", "kind", "viewer").size();
  }

  private static void whoWasAwayCatchesUp(ClusterHosts hosts) throws Exception {
    hosts.kill(2);
    hosts.awaitState(2, 1, "away");
    assertThat(delete(hosts, "live/r2").statusCode()).isEqualTo(204);
    assertThat(put(hosts, 1, "live/new", 3_000).statusCode()).isEqualTo(201);
    assertThat(change(hosts, 1, "live/r3", 3_000).statusCode()).isEqualTo(200);
    hosts.restart(2);
    awaitGrace(hosts, 2, "live/new", 3_000);
    awaitGrace(hosts, 2, "live/r3", 3_000);
    awaitGrace(hosts, 2, "live/r2", -1);
    hosts.awaitMembers(2);
    assertThat(grace(hosts, 1, "live/r2")).isEqualTo(-1);
  }

  private static void afterASplitTheLaterEditStands(ClusterHosts hosts) throws Exception {
    hosts.cut(2);
    hosts.awaitState(2, 1, "away");
    hosts.awaitState(1, 2, "away");
    assertThat(change(hosts, 1, "live/r4", 4_000).statusCode()).isEqualTo(200);
    assertThat(change(hosts, 2, "live/r4", 5_000).statusCode()).isEqualTo(200);
    assertThat(put(hosts, 2, "live/far", 5_000).statusCode()).isEqualTo(201);
    assertThat(delete(hosts, "live/r5").statusCode()).isEqualTo(204);
    long healed = System.nanoTime();
    hosts.heal(2);
    awaitGrace(hosts, 1, "live/r4", 5_000);
    awaitGrace(hosts, 1, "live/far", 5_000);
    awaitGrace(hosts, 2, "live/r5", -1);
    System.out.println(
        "the same at both after " + (System.nanoTime() - healed) / 1_000_000 + " ms of healing");
    assertThat(grace(hosts, 2, "live/r4")).isEqualTo(5_000);
    await("the loser's event")
        .until(() ->
            hosts.api(1).items("/events?kind=route").stream()
                .anyMatch(event ->
                    event.encode().contains("live/r4") && event.encode().contains("lost")));
    assertThat(hosts.api(2).items("/events?kind=route").toString()).doesNotContain("\"lost\"");
  }
}
