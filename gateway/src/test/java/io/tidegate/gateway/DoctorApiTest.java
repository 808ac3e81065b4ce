package io.tidegate.gateway;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Patience;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The doctor of a whole gateway in this process; rule by rule it is `DoctorTest`'s.
class DoctorApiTest {
  @TempDir Path folder;
  private RunningGateway gateway;
  private ApiClient api;
  private ApiContract contract;

  @BeforeEach
  void start() throws Exception {
    gateway = new RunningGateway(folder);
    api = gateway.api();
    contract = ApiContract.load();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void aCameraThatIsAwayIsToldWithItsReasonAndTheFix() throws Exception {
    put("live/a", "[{\"type\": \"rtsp-pull\", \"url\": \"rtsp://127.0.0.1:9/x\"}]");
    JsonObject verdict =
        await("the failure")
            .atMost(Patience.FOR_PROGRAMS)
            .until(() -> examine("live/a"), seen -> seen.encode().contains("source-fails"));
    assertThat(verdict.getBoolean("healthy")).isFalse();
    assertThat(verdict.getString("summary"))
        .contains("refused", "Correct the port, or switch the service on at the peer.");
  }

  @Test
  void aRouteWaitsForItsPublisher() throws Exception {
    put("live/b", "[{\"type\": \"rtmp-publish\"}]");
    assertThat(examine("live/b").getString("summary")).startsWith("Nobody publishes.");
  }

  @Test
  void whatIsNoStreamHasNoDoctor() throws Exception {
    put("cams/*", "[{\"type\": \"rtmp-publish\"}]");
    for (String key : List.of("live/none", "cams/*")) {
      HttpResponse<String> answer = api.get("/routes/" + key.replace("*", "%2A") + "/doctor");
      assertThat(answer.statusCode()).as(key).isEqualTo(404);
    }
    assertThat(examine("cams/one").getString("summary")).startsWith("Nobody publishes.");
    assertThat(api.send("POST", "/routes/cams/one/doctor", "{}").statusCode()).isEqualTo(405);
  }

  private JsonObject examine(String key) throws Exception {
    HttpResponse<String> answer = api.get("/routes/" + key + "/doctor");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    contract.check(answer);
    return new JsonObject(answer.body());
  }

  private void put(String key, String sources) throws Exception {
    String route = "{\"sources\": " + sources + "}";
    HttpResponse<String> made = api.send("PUT", "/routes/" + key.replace("*", "%2A"), route);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
  }
}
