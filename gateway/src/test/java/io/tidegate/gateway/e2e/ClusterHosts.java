package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidegate.gateway.ApiContract;
import io.tidegate.media.testing.NetHost;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Gateways of the distribution, each on a machine of its own (a network namespace with its own
/// loopback), with the usual ports at an address that the test reaches, too. Where namespaces
/// cannot be had the test is skipped, or fails where all has to run.
///
/// Each has the user `root` with the password [#PASSWORD]; [#api] is he.
final class ClusterHosts implements AutoCloseable {
  static final String PASSWORD = "correct horse battery";
  private static final String SETUP_CODE = "setup-code-of-the-test";

  private final Path folder;
  private final Map<String, String> variables;
  private final List<NetHost> hosts;
  private final List<GatewayProcess> gateways = new ArrayList<>();
  private final List<Api> apis = new ArrayList<>();
  private final ApiContract contract;

  private ClusterHosts(
      Path folder, Map<String, String> variables, List<NetHost> hosts, ApiContract contract) {
    this.folder = folder;
    this.variables = variables;
    this.hosts = hosts;
    this.contract = contract;
  }

  /// All of them, in no cluster yet.
  ///
  /// @param count up to 9
  /// @param variables `TIDEGATE_…` of each, over those of a test
  static ClusterHosts start(Path folder, int count, Map<String, String> variables)
      throws Exception {
    String missing = NetHost.missing();
    if (NetHost.areRequired()) {
      assertThat(missing).as("machines of a test").isNull();
    }
    assumeTrue(missing == null, missing);
    ClusterHosts all = new ClusterHosts(folder, variables, NetHost.make(count), ApiContract.load());
    try {
      for (int number = 1; number <= count; number++) {
        all.gateways.add(all.process(number));
        all.apis.add(all.client(number));
        all.setUp(number);
      }
    } catch (Exception | AssertionError failed) {
      all.close();
      throw failed;
    }
    return all;
  }

  /// The first makes the cluster, the others join it; until each of them sees all.
  static ClusterHosts cluster(Path folder, int count, Map<String, String> variables)
      throws Exception {
    ClusterHosts all = start(folder, count, variables);
    try {
      all.found();
      for (int number = 2; number <= count; number++) {
        all.join(number, 1);
      }
      all.awaitMembers(count);
    } catch (Exception | AssertionError failed) {
      all.close();
      throw failed;
    }
    return all;
  }

  private GatewayProcess process(int number) throws Exception {
    Map<String, String> all = new HashMap<>();
    all.put("TIDEGATE_BIND", address(number));
    all.put("TIDEGATE_HTTP_PORT", "8080");
    all.put("TIDEGATE_HTTP_TLS_PORT", "off");
    all.put("TIDEGATE_RTMP_PORT", "1935");
    all.put("TIDEGATE_SRT_PORT", "8890");
    all.put("TIDEGATE_RTSP_PORT", "8554");
    all.put("TIDEGATE_METRICS_BIND", address(number));
    all.put("TIDEGATE_METRICS_PORT", "9090");
    all.put("TIDEGATE_METRICS_TOKEN", PASSWORD);
    all.put("TIDEGATE_SETUP_CODE", SETUP_CODE);
    all.put("TIDEGATE_PUBLISH", "open");
    all.put("TIDEGATE_CLUSTER_NAME", "gw-" + number);
    all.put("JAVA_OPTS", "-XX:TieredStopAtLevel=1" + SharedClasses.option());
    all.putAll(variables);
    return GatewayProcess.start(
        folder.resolve("gw-" + number), all, hosts.get(number - 1)::command);
  }

  private Api client(int number) throws Exception {
    String basic =
        Base64.getEncoder().encodeToString(("root:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    return Api.of(gateway(number), contract, "Authorization", "Basic " + basic);
  }

  private void setUp(int number) throws Exception {
    JsonObject first =
        new JsonObject().put("code", SETUP_CODE).put("user", "root").put("password", PASSWORD);
    HttpResponse<String> made = api(number).ask("POST", "/setup", first.encode());
    assertThat(made.statusCode()).as(made.body()).isLessThan(300);
  }

  /// From 1.
  GatewayProcess gateway(int number) {
    return gateways.get(number - 1);
  }

  /// As its administrator.
  Api api(int number) {
    return apis.get(number - 1);
  }

  String address(int number) {
    return hosts.get(number - 1).address();
  }

  /// The machine itself.
  NetHost host(int number) {
    return hosts.get(number - 1);
  }

  /// The text of `/metrics` of one.
  String metrics(int number) throws Exception {
    return gateway(number).metrics("Bearer " + PASSWORD);
  }

  int size() {
    return hosts.size();
  }

  /// At the first.
  void found() throws Exception {
    HttpResponse<String> made = api(1).ask("POST", "/cluster/found", "{}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
  }

  /// A new join token, of the first.
  String token(int hours) throws Exception {
    JsonObject wanted = new JsonObject().put("name", "of a test").put("hours", hours);
    HttpResponse<String> made = api(1).ask("POST", "/cluster/tokens", wanted.encode());
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return new JsonObject(made.body()).getString("token");
  }

  /// What a node answers that brings a token to another one.
  HttpResponse<String> tryJoin(int number, int at, String token) throws Exception {
    JsonObject wanted = new JsonObject().put("address", address(at)).put("token", token);
    return api(number).ask("POST", "/cluster/join", wanted.encode());
  }

  /// With a new token.
  void join(int number, int at) throws Exception {
    HttpResponse<String> joined = tryJoin(number, at, token(1));
    assertThat(joined.statusCode()).as(joined.body()).isEqualTo(200);
  }

  /// Until each of the first `count` sees all of them as members, with their facts.
  void awaitMembers(int count) {
    for (int number = 1; number <= count; number++) {
      int seenBy = number;
      await("all of " + count + " at " + number).until(() -> present(seenBy) == count);
    }
  }

  /// How many take part, and have said how they are.
  long present(int seenBy) throws Exception {
    return nodes(seenBy).stream()
        .filter(node -> List.of("member", "draining").contains(node.getString("state")))
        .filter(node -> node.getValue("facts") != null)
        .count();
  }

  List<JsonObject> nodes(int seenBy) throws Exception {
    return api(seenBy).get("/cluster").getJsonArray("nodes").stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  /// A node as another one sees it.
  JsonObject node(int number, int seenBy) throws Exception {
    return nodes(seenBy).stream()
        .filter(node -> node.getInteger("number") == number)
        .findFirst()
        .orElseThrow();
  }

  void awaitState(int number, int seenBy, String state) {
    await("node " + number + " as " + seenBy + " sees it: " + state)
        .until(() -> node(number, seenBy).getString("state").equals(state));
  }

  /// SIGKILL.
  void kill(int number) throws InterruptedException {
    gateway(number).kill();
  }

  /// With the disk that it had; returns when it listens.
  void restart(int number) throws Exception {
    gateways.set(number - 1, process(number));
  }

  /// No other node reaches it any more, nor it them, and nothing says so. The test still does.
  void cut(int number) throws Exception {
    host(number).cut(others(number));
    for (NetHost other : others(number)) {
      other.cut(List.of(host(number)));
    }
  }

  void heal(int number) throws Exception {
    host(number).heal(others(number));
    for (NetHost other : others(number)) {
      other.heal(List.of(host(number)));
    }
  }

  private List<NetHost> others(int number) {
    return hosts.stream().filter(host -> host.number() != number).toList();
  }

  @Override
  public void close() {
    apis.forEach(Api::close);
    List<Throwable> failed = new ArrayList<>();
    for (GatewayProcess gateway : gateways) {
      try {
        gateway.close();
      } catch (RuntimeException | AssertionError failure) {
        failed.add(failure); // the others have to end all the same
      }
    }
    NetHost.remove(hosts);
    assertThat(failed).as("gateways that did not end well").isEmpty();
  }
}
