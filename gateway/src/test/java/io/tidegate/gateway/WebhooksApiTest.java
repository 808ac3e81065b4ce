package io.tidegate.gateway;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Webhooks of a whole gateway in this process.
@Timeout(300)
class WebhooksApiTest {
  private static final String SECRET = "planted-secret";

  @TempDir Path folder;
  private Gateway gateway;
  private HttpClient http;
  private ApiClient api;
  private ApiContract contract;
  private HookReceiver receiver;

  @BeforeEach
  void start() throws Exception {
    receiver = new HookReceiver(0);
    contract = ApiContract.load();
    gateway = new Gateway(SettingsReader.read(null, InProcess.environment(folder)));
    http = HttpClient.newHttpClient();
    api = ApiClient.of(http, "http://" + gateway.start().addresses().get("http") + "/api/v1");
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    gateway.stop();
    receiver.close();
  }

  private JsonObject draft() {
    return new JsonObject()
        .put("name", "ours")
        .put("url", receiver.url("/hook"))
        .put("events", JsonArray.of("publish", "alarm-raised"))
        .put("secret", SECRET);
  }

  private HttpResponse<String> ask(int status, String method, String path, JsonObject body)
      throws Exception {
    return ask(api, status, method, path, body);
  }

  private HttpResponse<String> ask(
      ApiClient by, int status, String method, String path, JsonObject body) throws Exception {
    HttpResponse<String> answer =
        by.send(method, path, method.equals("GET") ? null : body.encode());
    contract.check(answer);
    assertThat(answer.statusCode()).as("%s %s: %s", method, path, answer.body()).isEqualTo(status);
    assertThat(answer.body()).doesNotContain(SECRET);
    return answer;
  }

  private JsonObject get(String path) throws Exception {
    return new JsonObject(ask(200, "GET", path, new JsonObject()).body());
  }

  @Test
  void aWebhookIsMadeReadChangedAndDeleted() throws Exception {
    HttpResponse<String> made = ask(201, "POST", "/webhooks", draft());
    JsonObject shown = new JsonObject(made.body());
    String at = "/webhooks/" + shown.getString("id");
    assertThat(shown.getBoolean("secretSet")).isTrue();
    assertThat(shown.getJsonArray("streams")).isEqualTo(JsonArray.of("*"));
    assertThat(made.headers().firstValue("ETag")).hasValue("\"1\"");
    assertThat(get("/webhooks").getJsonArray("items")).hasSize(1);
    JsonObject changed = draft().put("name", "other").put("enabled", false);
    changed.remove("secret");
    ask(428, "PUT", at, changed);
    ask(api.with("If-Match", "\"7\""), 412, "PUT", at, changed);
    JsonObject after =
        new JsonObject(ask(api.with("If-Match", "\"1\""), 200, "PUT", at, changed).body());
    assertThat(after.getBoolean("secretSet")).as("it stays").isTrue();
    assertThat(after.getInteger("version")).isEqualTo(2);
    JsonObject bare = changed.copy().putNull("secret");
    after = new JsonObject(ask(api.with("If-Match", "\"2\""), 200, "PUT", at, bare).body());
    assertThat(after.getBoolean("secretSet")).isFalse();
    ask(428, "DELETE", at, new JsonObject());
    ask(api.with("If-Match", "\"2\""), 412, "DELETE", at, new JsonObject());
    ask(api.with("If-Match", "*"), 204, "DELETE", at, new JsonObject());
    ask(404, "GET", at, new JsonObject());
    assertThat(get("/events?kind=webhook").encode()).contains("created ours", "changed other");
  }

  @Test
  void listsComeInPages() throws Exception {
    for (int i = 0; i < 3; i++) {
      ask(201, "POST", "/webhooks", draft().put("name", "hook " + i));
    }
    JsonObject first = get("/webhooks?limit=2");
    assertThat(first.getJsonArray("items")).hasSize(2);
    JsonObject second = get("/webhooks?limit=2&after=" + first.getString("next"));
    assertThat(second.getJsonArray("items")).hasSize(1);
    assertThat(second.getString("next")).isNull();
    assertThat(get("/webhooks?q=hook%201").getJsonArray("items")).hasSize(1);
    ask(400, "GET", "/webhooks?page=2", new JsonObject());
  }

  @Test
  void whatIsNoWebhookIsRefusedByItsFields() throws Exception {
    Map<String, Object> wrong = new HashMap<>();
    wrong.put("url", "ftp://x/");
    wrong.put("name", "x".repeat(65));
    wrong.put("events", JsonArray.of("publish", "test"));
    wrong.put("form", "other");
    wrong.put("secret", "x".repeat(201));
    wrong.put("streams", JsonArray.of("not a key"));
    wrong.put("enabled", "yes");
    wrong.put("color", "blue");
    for (Map.Entry<String, Object> one : wrong.entrySet()) {
      HttpResponse<String> refused =
          ask(422, "POST", "/webhooks", draft().put(one.getKey(), one.getValue()));
      assertThat(new JsonObject(refused.body()).getString("field")).isEqualTo(one.getKey());
    }
    ask(422, "POST", "/webhooks", draft().put("form", "srs"));
    ask(422, "POST", "/webhooks", draft().put("name", "line\nbreak"));
    assertThat(get("/webhooks").getJsonArray("items")).isEmpty();
  }

  @Test
  void itIsTriedAndReplayed() throws Exception {
    JsonObject draft = draft().put("events", JsonArray.of("alarm-raised"));
    String at =
        "/webhooks/" + new JsonObject(ask(201, "POST", "/webhooks", draft).body()).getString("id");
    receiver.answer(418, "");
    JsonObject tried = new JsonObject(ask(200, "POST", at + "/test", new JsonObject()).body());
    assertThat(tried.getBoolean("ok")).isFalse();
    assertThat(tried.getInteger("status")).isEqualTo(418);
    receiver.answer(204, "");
    api.send(
        "PUT",
        "/routes/live/a",
        "{\"sources\": [{\"type\": \"rtsp-pull\", \"url\": \"rtsp://127.0.0.1:9/x\"}]}");
    await("an alarm was told")
        .atMost(io.tidegate.media.testing.Patience.FOR_PROGRAMS)
        .until(() -> get(at).getLong("delivered") == 1);
    JsonObject one = get(at + "/deliveries").getJsonArray("items").getJsonObject(0);
    assertThat(one.getString("state")).isEqualTo("delivered");
    assertThat(one.getString("key")).isEqualTo("live/a");
    JsonObject body = new JsonObject(one.getString("body"));
    assertThat(body.getString("kind")).isEqualTo("source-lost");
    assertThat(body.getString("event")).isEqualTo("alarm-raised");
    JsonObject range = new JsonObject().put("from", one.getInteger("number"));
    ask(202, "POST", at + "/replay", range);
    await("it came again").until(() -> get(at).getLong("delivered") == 2);
    assertThat(receiver.messages().getLast().body()).isEqualTo(one.getString("body"));
    ask(422, "POST", at + "/replay", new JsonObject());
    ask(422, "POST", at + "/replay", new JsonObject().put("from", 5).put("to", 4));
    ask(404, "POST", "/webhooks/absent/test", new JsonObject());
  }
}
