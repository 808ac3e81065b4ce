package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The cluster's screen in a browser, with a second gateway on another machine.
@Timeout(1800)
class AdminClusterIT {
  @TempDir Path folder;

  @Test
  void anOperatorMakesAClusterAndLosesANode() throws Exception {
    try (ClusterHosts hosts = ClusterHosts.start(folder, 2, AdminScenario.VARIABLES)) {
      JsonObject eva =
          new JsonObject()
              .put("name", AdminScenario.USER)
              .put("password", AdminScenario.PASSWORD)
              .put("role", "administrator")
              .put("scope", List.of("*"));
      assertThat(hosts.api(1).ask("POST", "/users", eva.encode()).statusCode()).isEqualTo(201);
      AdminScenario.play(
          "cluster.mjs",
          hosts.gateway(1),
          Map.of("OTHER", hosts.address(2)),
          asked -> {
            if (asked.startsWith("join ")) {
              HttpResponse<String> joined = hosts.tryJoin(2, 1, asked.substring(5));
              assertThat(joined.statusCode()).as(joined.body()).isEqualTo(200);
            } else {
              hosts.kill(2);
            }
          });
    }
  }
}
