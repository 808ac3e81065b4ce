package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Nullable;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Three gateways on three machines become a cluster, see each other, lose each other and are one
/// again. One walk: a start of three processes is dear.
@Timeout(600)
class ClusterNodesIT {
  private static final int RELAY = 5702;
  private static final Map<String, String> REDIRECTING =
      Map.of("TIDEGATE_CLUSTER_VIEWERS", "redirect");

  @TempDir Path folder;

  @Test
  void nodesComeAndGo() throws Exception {
    try (ClusterHosts hosts = ClusterHosts.start(folder, 3, REDIRECTING)) {
      aloneAndFounded(hosts);
      tokensLetOneIn(hosts);
      strangersGetNothing(hosts);
      hosts.awaitMembers(3);
      everybodyKnowsEverything(hosts);
      playersAreSentToTheNodeThatHasIt(hosts);
      aKilledNodeIsMissed(hosts);
      whoStopsIsNoSplit(hosts);
      aCutNodeIsASplit(hosts);
      aRevokedNodeIsOut(hosts);
      oneLeaves(hosts);
    }
  }

  private static void aloneAndFounded(ClusterHosts hosts) throws Exception {
    JsonObject alone = hosts.api(1).get("/cluster");
    assertThat(alone.getString("state")).isEqualTo("alone");
    assertThat(alone.getJsonArray("nodes")).isEmpty();
    assertThat(alone.getJsonObject("self").getString("name")).isEqualTo("gw-1");
    refused(hosts.api(1).ask("POST", "/cluster/tokens", "{\"name\": \"x\"}"), 409, "no cluster");
    refused(hosts.api(1).ask("POST", "/cluster/leave", "{}"), 409, "no cluster");

    hosts.found();

    assertThat(hosts.api(1).get("/cluster").getString("state")).isEqualTo("member");
    refused(hosts.api(1).ask("POST", "/cluster/found", "{}"), 409, "is in a cluster");
  }

  private static void tokensLetOneIn(ClusterHosts hosts) throws Exception {
    String token = hosts.token(1);
    String wrong = token.replaceFirst("-[0-9a-f]{32}-", "-" + "0".repeat(32) + "-");
    String foreign = token.substring(0, token.length() - 4) + "0000";
    String revoked = hosts.token(1);
    String id = revoked.split("-")[1];
    assertThat(hosts.api(1).ask("DELETE", "/cluster/tokens/" + id, "").statusCode()).isEqualTo(204);

    refused(hosts.tryJoin(2, 1, wrong), 409, "no such join token");
    refused(hosts.tryJoin(2, 1, revoked), 409, "was revoked");
    refused(hosts.tryJoin(2, 1, foreign), 502, "another cluster");
    refused(hosts.tryJoin(2, 1, "tgjoin1-x"), 422, "expected a join token");
    refused(hosts.tryJoin(2, 3, token), 502, "nobody listens there");
    assertThat(hosts.api(2).get("/cluster").getString("state")).isEqualTo("alone");

    HttpResponse<String> joined = hosts.tryJoin(2, 1, token);
    assertThat(joined.statusCode()).as(joined.body()).isEqualTo(200);
    refused(hosts.tryJoin(3, 1, token), 409, "was used");
    // by any node; tokens are made at the first alone
    refused(hosts.api(2).ask("POST", "/cluster/tokens", "{\"name\": \"x\"}"), 409, "gw-1");
    hosts.join(3, 2);

    List<JsonObject> tokens = hosts.api(1).items("/cluster/tokens");
    assertThat(tokens)
        .extracting(one -> one.getString("state"))
        .containsExactly("used", "revoked", "used");
    assertThat(tokens.toString()).doesNotContain(token, revoked, "tgjoin1");
  }

  /// Plain bytes, and a program that speaks Hazelcast's protocol, at the only port that is open.
  private static void strangersGetNothing(ClusterHosts hosts) throws Exception {
    for (String hello : List.of("GET / HTTP/1.1\r\n\r\n", "HZC\u0000\u0000\u0000\u0000\u0000")) {
      try (Socket socket = new Socket(hosts.address(1), RELAY)) {
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(hello.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        assertThat(answer(socket)).as(hello).doesNotContain("HZC", "HTTP");
      }
    }
    for (int port : List.of(5701, 5703)) {
      try (Socket socket = new Socket()) {
        assertThat(isOpen(socket, new InetSocketAddress(hosts.address(1), port))).isFalse();
      }
    }
    assertThat(metric(hosts, "tidegate_cluster_refusals_total{reason=\"no-handshake\"}"))
        .isGreaterThanOrEqualTo(2);
  }

  private static boolean isOpen(Socket socket, InetSocketAddress at) {
    try {
      socket.connect(at, 60_000);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// Until it hangs up: at most the alert of TLS.
  private static String answer(Socket socket) throws Exception {
    try (InputStream in = socket.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SocketException _) {
      return "";
    }
  }

  private static double metric(ClusterHosts hosts, String name) throws Exception {
    String text = hosts.metrics(1);
    return text.lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " in " + text));
  }

  /// Those of HTTP: by what they ask for first, once, and whoever wants it is served here.
  private static void playersAreSentToTheNodeThatHasIt(ClusterHosts hosts) throws Exception {
    String path = ":8080/live/r/index.m3u8?token=t";
    URI two = URI.create("http://" + hosts.address(2) + path);
    String sent = "http://" + hosts.address(1) + path + "&relay=1";
    try (Tool publisher = Media.publishEndlessly("rtmp://" + hosts.address(1) + ":1935/live/r");
        HttpClient client = HttpClient.newHttpClient()) {
      await(sent).until(() -> sent.equals(head(client, two).get("location")));
      await("a playlist there").until(() -> head(client, URI.create(sent)).status() == 200);
      String flv = "http://" + hosts.address(2) + ":8080/live/r.flv";
      assertThat(Tool.run(60, "ffmpeg", played(flv))).contains("0,");
      await("nothing is had from there").until(() -> hosts.api(2).items("/streams").isEmpty());
      assertThat(hosts.metrics(2)).contains("tidegate_relay_redirects_total ");
      await("served here").until(() -> head(client, URI.create(flv + "?relay=1")).status() == 200);
      assertThat(publisher.output()).isEmpty();
    }
  }

  /// FFmpeg decodes some frames of it.
  private static String[] played(String url) {
    return "-nostdin -v quiet -i %s -map 0:v -frames:v 5 -f framecrc -".formatted(url).split(" ");
  }

  private record Head(int status, Map<String, String> headers) {
    @Nullable
    String get(String name) {
      return headers.get(name);
    }
  }

  private static Head head(HttpClient client, URI uri) throws Exception {
    HttpResponse<Void> answer =
        client.send(
            HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60)).HEAD().build(),
            HttpResponse.BodyHandlers.discarding());
    Map<String, String> headers = new HashMap<>();
    answer.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
    return new Head(answer.statusCode(), headers);
  }

  private static void everybodyKnowsEverything(ClusterHosts hosts) throws Exception {
    for (int at = 1; at <= hosts.size(); at++) {
      JsonObject cluster = hosts.api(at).get("/cluster");
      assertThat(cluster.getString("state")).isEqualTo("member");
      assertThat(cluster.getJsonObject("authority").getString("name")).isEqualTo("gw-1");
      assertThat(cluster.getJsonObject("authority").getBoolean("here")).isEqualTo(at == 1);
      for (JsonObject node : hosts.nodes(at)) {
        JsonObject facts = node.getJsonObject("facts");
        assertThat(node.getString("name")).isEqualTo("gw-" + node.getInteger("number"));
        assertThat(node.getString("host")).isEqualTo(hosts.address(node.getInteger("number")));
        assertThat(node.getBoolean("self")).isEqualTo(node.getInteger("number") == at);
        assertThat(facts.getString("version")).isNotEmpty();
        assertThat(facts.getLong("heapUsed")).isPositive();
        assertThat(Math.abs(node.getInteger("clockOffsetMs"))).isLessThan(60_000);
      }
    }
    await("the partition table")
        .until(() -> {
          JsonObject partitions = hosts.api(3).get("/cluster").getJsonObject("partitions");
          return partitions != null
              && partitions.getBoolean("safe")
              && partitions.getJsonArray("owners").size() == hosts.size();
        });
    assertThat(metric(hosts, "tidegate_cluster_nodes{state=\"member\"}")).isEqualTo(3);
  }

  private static void aKilledNodeIsMissed(ClusterHosts hosts) throws Exception {
    long killed = System.nanoTime();
    hosts.kill(3);

    hosts.awaitState(3, 1, "away");
    System.out.println("killed node missed after " + since(killed) + " ms");
    hosts.awaitState(3, 2, "away");
    JsonObject cluster = hosts.api(1).get("/cluster");
    assertThat(cluster.getString("state")).isEqualTo("split");
    assertThat(cluster.getString("banner")).contains("gw-3");
    await("the alarm").until(() -> alarms(hosts).equals(List.of("cluster-split")));
    assertThat(hosts.node(3, 1).getJsonObject("facts")).isNotNull();

    hosts.restart(3);
    hosts.awaitMembers(3);
    await("no alarm").until(() -> alarms(hosts).isEmpty());
    assertThat(hosts.api(1).get("/cluster").getString("banner")).isNull();
  }

  private static List<String> alarms(ClusterHosts hosts) throws Exception {
    return hosts.api(1).items("/alarms").stream()
        .map(alarm -> alarm.getString("kind"))
        .filter(kind -> kind.equals("cluster-split"))
        .toList();
  }

  private static long since(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  private static void whoStopsIsNoSplit(ClusterHosts hosts) throws Exception {
    assertThat(hosts.gateway(3).terminate()).isIn(0, 143);

    hosts.awaitState(3, 1, "stopped");
    hosts.awaitState(3, 2, "stopped");
    assertThat(hosts.api(1).get("/cluster").getString("state")).isEqualTo("member");
    hosts.restart(3);
    hosts.awaitMembers(3);
  }

  private static void aCutNodeIsASplit(ClusterHosts hosts) throws Exception {
    long cut = System.nanoTime();
    hosts.cut(2);

    hosts.awaitState(2, 1, "away");
    System.out.println("cut off node missed after " + since(cut) + " ms");
    hosts.awaitState(1, 2, "away");
    hosts.awaitState(3, 2, "away");
    System.out.println("and it knows after " + since(cut) + " ms");
    assertThat(hosts.api(2).get("/cluster").getString("banner")).contains("gw-1", "gw-3");
    assertThat(hosts.api(1).get("/cluster").getString("banner"))
        .contains("gw-2")
        .doesNotContain("gw-3");

    long healed = System.nanoTime();
    hosts.heal(2);
    hosts.awaitMembers(3);
    System.out.println("one again after " + since(healed) + " ms");
    for (int at = 1; at <= 3; at++) {
      assertThat(hosts.api(at).get("/cluster").getString("banner")).isNull();
    }
    String events = hosts.api(1).items("/events?kind=cluster").toString();
    assertThat(events).contains("split", "whole", "gw-2");
    assertThat(hosts.api(1).items("/events?kind=node").toString()).contains("away", "member");
  }

  private static void aRevokedNodeIsOut(ClusterHosts hosts) throws Exception {
    refused(hosts.api(2).ask("DELETE", "/cluster/nodes/1", ""), 409, "authority");
    refused(hosts.api(2).ask("DELETE", "/cluster/nodes/2", ""), 409, "leave");
    assertThat(hosts.api(2).ask("DELETE", "/cluster/nodes/9", "").statusCode()).isEqualTo(404);
    long revoked = System.nanoTime();

    assertThat(hosts.api(2).ask("DELETE", "/cluster/nodes/3", "").statusCode()).isEqualTo(204);

    hosts.awaitState(3, 1, "revoked");
    System.out.println("revoked node is out after " + since(revoked) + " ms");
    hosts.awaitState(3, 2, "revoked");
    assertThat(hosts.api(1).get("/cluster").getString("banner")).isNull();
    await("it knows").until(() -> List.of("revoked", "split").contains(state(hosts, 3)));
    hosts.kill(3);
    hosts.restart(3);
    hosts.awaitState(3, 1, "revoked");
    // with a new token it is another node
    hosts.join(3, 1);
    hosts.awaitState(4, 1, "member");
  }

  private static String state(ClusterHosts hosts, int at) throws Exception {
    return hosts.api(at).get("/cluster").getString("state");
  }

  private static void oneLeaves(ClusterHosts hosts) throws Exception {
    refused(hosts.api(1).ask("POST", "/cluster/leave", "{}"), 409, "authority");
    HttpResponse<String> left = hosts.api(2).ask("POST", "/cluster/leave", "{}");
    assertThat(left.statusCode()).as(left.body()).isEqualTo(200);
    assertThat(state(hosts, 2)).isEqualTo("alone");
    hosts.awaitState(2, 1, "revoked");
    assertThat(state(hosts, 1)).isEqualTo("member");
    assertThat(hosts.api(1).items("/audit?limit=1000").toString())
        .contains("/api/v1/cluster/tokens", "/api/v1/cluster/found")
        .doesNotContain("tgjoin1");
  }

  private static void refused(HttpResponse<String> answer, int status, String words) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(new JsonObject(answer.body()).getString("detail")).contains(words);
  }
}
