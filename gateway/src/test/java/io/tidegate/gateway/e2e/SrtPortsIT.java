package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Patience;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A change of policy while callers are connected to the shared port.
class SrtPortsIT {
  @TempDir Path folder;

  @Test
  void aNewPolicyHoldsWithoutARestart() throws Exception {
    byte[] stream = Media.transportStream(58, 0);
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"))) {
      try (PacedTs first = send(gateway, "other", stream)) {
        assertThat(link(gateway, "live/other").getValue("relay")).isNull();
        put(gateway, "live/planned", "{\"srt\": {\"policy\": \"deadline\"}}");
        await("the relay has the port")
            .atMost(Patience.FOR_PROGRAMS)
            .until(() -> gateway.get("/api/v1/srt/ports").body().contains("\"state\":\"relayed\""));
        await("callers are told")
            .atMost(Patience.FOR_PROGRAMS)
            .until(
                () -> gateway.metrics().contains("{reason=\"port_moved\"} 1") && !first.isAlive());
      }
      try (PacedTs other = send(gateway, "other", stream);
          PacedTs planned = send(gateway, "planned", stream)) {
        assertPolicy(gateway, "live/other", "stock");
        assertPolicy(gateway, "live/planned", "deadline");
        assertThat(other.output() + planned.output()).isEmpty();
        put(gateway, "live/planned", "{\"srt\": {\"policy\": \"stock\"}}");
        await("nobody needs it")
            .atMost(Patience.FOR_PROGRAMS)
            .until(() -> gateway.get("/api/v1/srt/ports").body().contains("\"relayWanted\":false"));
        assertThat(gateway.get("/api/v1/srt/ports").body())
            .as("somebody is still connected through it")
            .contains("\"state\":\"relayed\"");
        assertThat(other.isAlive()).as("whose route did not change").isTrue();
      }
      await("libsrt has it again")
          .atMost(Patience.FOR_PROGRAMS)
          .until(() -> gateway.get("/api/v1/srt/ports").body().contains("\"state\":\"direct\""));
      try (PacedTs _ = send(gateway, "other", stream)) {
        assertThat(link(gateway, "live/other").getValue("relay")).isNull();
      }
    }
  }

  private static void assertPolicy(GatewayProcess gateway, String key, String policy) {
    await(key + " with " + policy)
        .atMost(Patience.FOR_PROGRAMS)
        .untilAsserted(() -> {
          JsonObject relay = link(gateway, key).getJsonObject("relay");
          assertThat(relay).isNotNull();
          assertThat(relay.getString("policy")).isEqualTo(policy);
          assertThat(relay.getString("state")).isEqualTo("open");
        });
  }

  private static JsonObject link(GatewayProcess gateway, String key) throws Exception {
    JsonArray links = new JsonObject(gateway.get("/api/v1/srt/links").body()).getJsonArray("items");
    List<JsonObject> found =
        links.stream()
            .map(JsonObject.class::cast)
            .filter(link -> key.equals(link.getString("key")))
            .toList();
    assertThat(found).as("%s in %s", key, links).hasSize(1);
    return found.getFirst();
  }

  private static PacedTs send(GatewayProcess gateway, String name, byte[] stream) throws Exception {
    PacedTs sender = PacedTs.send(stream, gateway.srt("publish:" + name, "&latency=2000"));
    await(name + " is connected")
        .atMost(Patience.FOR_PROGRAMS)
        .untilAsserted(() -> link(gateway, "live/" + name));
    sender.begin();
    return sender;
  }

  private static void put(GatewayProcess gateway, String key, String body) throws Exception {
    URI uri = URI.create(gateway.http("/api/v1/routes/" + key));
    try (HttpClient http = HttpClient.newHttpClient()) {
      boolean isThere =
          http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                  .statusCode()
              == 200;
      HttpRequest.Builder request =
          HttpRequest.newBuilder(uri)
              .header("Content-Type", "application/json")
              .PUT(HttpRequest.BodyPublishers.ofString(body));
      if (isThere) {
        request.header("If-Match", "*");
      }
      int status = http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
      assertThat(status).isIn(200, 201);
    }
  }
}
