package io.tidegate.gateway;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Nullable;
import io.tidegate.media.testing.Patience;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Alarms of a whole gateway in this process.
class AlarmsApiTest {
  @TempDir Path folder;
  private RunningGateway gateway;
  private ApiClient api;

  @BeforeEach
  void start() throws Exception {
    gateway = new RunningGateway(folder);
    api = gateway.api();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void aRouteWithoutPicturesIsAnAlarmThatSomebodyTakesOn() throws Exception {
    String route = "{\"sources\": [{\"type\": \"rtsp-pull\", \"url\": \"rtsp://127.0.0.1:9/x\"}]}";
    assertThat(api.send("PUT", "/routes/live/a", route).statusCode()).isEqualTo(201);
    JsonObject alarm =
        await("the alarm").atMost(Patience.FOR_PROGRAMS).until(() -> only(), Objects::nonNull);
    ApiContract contract = ApiContract.load();
    contract.check(api.get("/alarms"));
    assertThat(alarm.getString("kind")).isEqualTo("source-lost");
    assertThat(alarm.getString("subject")).isEqualTo("live/a");
    assertThat(alarm.getString("message")).contains("refused");
    String at = "/alarms/" + alarm.getLong("id");
    HttpResponse<String> taken = api.send("POST", at + "/acknowledge", "{\"note\": \"I look\"}");
    contract.check(taken);
    JsonObject by = new JsonObject(taken.body()).getJsonObject("acknowledged");
    assertThat(by.getString("note")).isEqualTo("I look");
    HttpResponse<String> silent = api.send("POST", at + "/snooze", "{\"minutes\": 5}");
    contract.check(silent);
    assertThat(new JsonObject(silent.body()).getString("snoozedUntil")).isNotNull();
    assertThat(api.get("/events?kind=alarm").body()).contains("\"to\":\"raised\"");
  }

  @Test
  void whatIsNoAlarmIsRefused() throws Exception {
    ApiContract contract = ApiContract.load();
    for (String path : List.of("/alarms/7/acknowledge", "/alarms/x/acknowledge")) {
      HttpResponse<String> answer = api.send("POST", path, "{}");
      assertThat(answer.statusCode()).as(path).isEqualTo(404);
    }
    for (String body :
        List.of("{\"minutes\": -1}", "{\"minutes\": \"1\"}", "{}", "{\"hours\": 1}")) {
      HttpResponse<String> answer = api.send("POST", "/alarms/7/snooze", body);
      assertThat(answer.statusCode()).as(body).isEqualTo(400);
      contract.check(answer);
    }
    String longNote = "{\"note\": \"" + "x".repeat(501) + "\"}";
    assertThat(api.send("POST", "/alarms/7/acknowledge", longNote).statusCode()).isEqualTo(400);
    assertThat(api.send("PUT", "/alarms/7/acknowledge", "{}").statusCode()).isEqualTo(405);
  }

  private @Nullable JsonObject only() throws Exception {
    JsonArray items = new JsonObject(api.get("/alarms").body()).getJsonArray("items");
    return items.stream()
        .map(JsonObject.class::cast)
        .filter(alarm -> alarm.getString("kind").equals("source-lost"))
        .findFirst()
        .orElse(null);
  }
}
