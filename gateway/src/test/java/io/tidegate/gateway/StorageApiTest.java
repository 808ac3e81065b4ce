package io.tidegate.gateway;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsReader;
import io.tidegate.gateway.storage.ObjectPath;
import io.tidegate.gateway.storage.StorageProfile;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Storage profiles of a whole gateway in this process.
@Timeout(300)
class StorageApiTest {
  private static final String SECRET = "planted-secret";

  /// Nobody listens there.
  private static final String S3 =
      """
      {"type": "s3", "pathPattern": "{app}/{file}", "uploads": 3,
       "s3": {"endpoint": "http://127.0.0.1:9", "region": "eu-central-1", "bucket": "bucket",
              "prefix": "site", "accessKey": "AKIA", "secretKey": "%s", "partSize": "5MB",
              "bandwidthLimit": "2MB", "checksum": "sha256", "presignS": 60}}
      """;

  @TempDir Path folder;
  private Gateway gateway;
  private HttpClient http;
  private ApiClient api;
  private ApiContract contract;

  @BeforeEach
  void start() throws Exception {
    contract = ApiContract.load();
    http = HttpClient.newHttpClient();
    open();
  }

  private void open() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("t.yaml"),
            """
            storage:
            - {name: disk, type: local, path-pattern: '{app}', local: {folder: %s}}
            """
                .formatted(folder.resolve("archive")));
    gateway =
        new Gateway(
            SettingsReader.read(file.toString(), InProcess.environment(folder.resolve("data"))));
    api = ApiClient.of(http, "http://" + gateway.start().addresses().get("http") + "/api/v1");
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    gateway.stop();
  }

  private JsonObject ask(int status, String method, String path, String body) throws Exception {
    return ask(api, status, method, path, body);
  }

  private JsonObject ask(ApiClient by, int status, String method, String path, String body)
      throws Exception {
    boolean bare = method.equals("GET") || method.equals("DELETE");
    HttpResponse<String> answer = by.send(method, path, bare ? null : body);
    contract.check(answer);
    assertThat(answer.statusCode()).as("%s %s: %s", method, path, answer.body()).isEqualTo(status);
    assertThat(answer.body()).doesNotContain(SECRET);
    return answer.body().isEmpty() ? new JsonObject() : new JsonObject(answer.body());
  }

  @Test
  void thereIsAlwaysOneAndTheFilesAreAmongThem() throws Exception {
    JsonObject list = ask(200, "GET", "/storage", "");
    assertThat(list.getInteger("total")).isEqualTo(2);
    JsonObject own = ask(200, "GET", "/storage/default", "");
    assertThat(own.getString("origin")).isEqualTo("own");
    JsonObject disk = ask(200, "GET", "/storage/disk", "");
    assertThat(disk.getString("origin")).isEqualTo("file");
    assertThat(disk.getString("pathPattern")).isEqualTo("{app}/{file}");
    String local = "{\"type\": \"local\", \"local\": {\"folder\": \"x\"}}";
    ask(api.with("If-Match", "*"), 409, "DELETE", "/storage/disk", "");
    ask(api.with("If-Match", "*"), 409, "PUT", "/storage/disk", local);
    ask(404, "GET", "/storage/none", "");
  }

  @Test
  void aRouteRecordsToAProfileThatIsThereAndIsNotDeletedUnderIt() throws Exception {
    String route = "{\"outputs\": {\"recording\": {\"storage\": \"%s\", \"keepLocalHours\": 2}}}";
    JsonObject refused = ask(422, "PUT", "/routes/live/cam", route.formatted("far"));
    assertThat(refused.getString("detail"))
        .contains("outputs.recording.storage", "no storage profile far");
    ask(404, "GET", "/routes/live/cam", "");
    ask(201, "PUT", "/storage/far", S3.formatted(SECRET));
    JsonObject made = ask(201, "PUT", "/routes/live/cam", route.formatted("far"));
    assertThat(made.getJsonObject("outputs").getJsonObject("recording"))
        .isEqualTo(new JsonObject().put("storage", "far").put("keepLocalHours", 2));
    JsonObject used = ask(api.with("If-Match", "*"), 409, "DELETE", "/storage/far", "");
    assertThat(used.getString("detail")).contains("live/cam");
    ask(api.with("If-Match", "*"), 204, "DELETE", "/routes/live/cam", "");
    ask(api.with("If-Match", "*"), 204, "DELETE", "/storage/far", "");
  }

  @Test
  void aTestWritesReadsAndDeletesAndSaysAtWhichStepItFails() throws Exception {
    JsonObject well = ask(200, "POST", "/storage/disk/test", "{}");
    assertThat(well.getBoolean("ok")).isTrue();
    assertThat(well.getJsonArray("steps")).hasSize(3);
    ask(201, "PUT", "/storage/far", S3.formatted(SECRET));
    JsonObject ill = ask(200, "POST", "/storage/far/test", "{}");
    assertThat(ill.getBoolean("ok")).isFalse();
    JsonObject step = ill.getJsonArray("steps").getJsonObject(0);
    assertThat(step.getString("step")).isEqualTo("write");
    assertThat(step.getString("problem")).contains("ConnectException");
    assertThat(step.getString("advice")).contains("network");
    ask(422, "POST", "/storage/far/test", "{\"x\": 1}");
  }

  @Test
  void oneIsMadeChangedKeptOverARestartAndDeleted() throws Exception {
    JsonObject made = ask(201, "PUT", "/storage/far", S3.formatted(SECRET));
    assertThat(made.getJsonObject("s3").getString("secretKey")).isEqualTo("********");
    assertThat(made.getJsonObject("s3").getString("prefix")).isEqualTo("site/");
    assertThat(made.getString("state")).isEqualTo("well");
    gateway.stop();
    open();
    JsonObject kept = ask(200, "GET", "/storage/far", "");
    assertThat(kept.getJsonObject("s3")).isEqualTo(made.getJsonObject("s3"));
    ask(428, "PUT", "/storage/far", S3.formatted(SECRET));
    ask(api.with("If-Match", "\"99\""), 412, "PUT", "/storage/far", S3.formatted(SECRET));
    String version = "\"" + kept.getInteger("version") + "\"";
    ask(api.with("If-Match", version), 200, "PUT", "/storage/far", S3.formatted("********"));
    // the mask keeps the secret, but not for another server
    String other = S3.formatted("********").replace("127.0.0.1:9", "127.0.0.2:9");
    ask(api.with("If-Match", "*"), 422, "PUT", "/storage/far", other);
    ask(201, "PUT", "/spaces/acme", "{\"storage\": \"far\"}");
    ask(api.with("If-Match", "*"), 409, "DELETE", "/storage/far", "");
    ask(422, "PUT", "/spaces/beta", "{\"storage\": \"none\"}");
    ask(api.with("If-Match", "*"), 204, "DELETE", "/spaces/acme", "");
    ask(428, "DELETE", "/storage/far", "");
    ask(api.with("If-Match", "*"), 204, "DELETE", "/storage/far", "");
    ask(404, "GET", "/storage/far", "");
  }

  @Test
  void whatDoesNotFitIsNamed() throws Exception {
    String wrong = S3.formatted(SECRET);
    for (String[] change :
        new String[][] {
          {"http://127.0.0.1:9", "ftp://x", "s3.endpoint"},
          {"http://127.0.0.1:9", "http://u:p@x", "s3.endpoint"},
          {"http://127.0.0.1:9", "http://x/path", "s3.endpoint"},
          {"5MB", "4MB", "s3.partSize"},
          {"5MB", "65MB", "s3.partSize"},
          {"{app}/{file}", "{nothing}", "pathPattern"},
          {"\"uploads\": 3", "\"uploads\": 17", "uploads"},
          {"\"s3\", \"path", "\"ftp\", \"path", "type"},
          {"\"presignS\"", "\"secretKeyFile\": \"/etc/passwd\", \"presignS\"", "s3.secretKeyFile"},
          {"\"presignS\"", "\"authoritiesFile\": \"/etc/x\", \"presignS\"", "s3.authoritiesFile"},
          {"\"site\"", "\"../x\"", "s3.prefix"},
          {"\"type\"", "\"name\": \"other\", \"type\"", "name"}
        }) {
      JsonObject refused = ask(422, "PUT", "/storage/far", wrong.replace(change[0], change[1]));
      assertThat(refused.getString("field")).as(change[1]).isEqualTo(change[2]);
    }
    for (String outside : new String[] {"/etc", "../x", "a/../../x", "/"}) {
      JsonObject local =
          new JsonObject()
              .put("type", "local")
              .put("local", new JsonObject().put("folder", outside));
      assertThat(ask(422, "PUT", "/storage/far", local.encode()).getString("field"))
          .isEqualTo("local.folder");
    }
    ask(422, "PUT", "/storage/NO", wrong);
  }

  @Test
  void signedAddressesAreForPlacesThatHaveThem() throws Exception {
    ask(201, "PUT", "/storage/far", S3.formatted(SECRET));
    JsonObject link = ask(200, "POST", "/storage/far/presign", "{\"path\": \"live/a b.mp4\"}");
    assertThat(link.getString("url"))
        .startsWith("http://127.0.0.1:9/bucket/site/live/a%20b.mp4?")
        .contains("X-Amz-Expires=60&", "X-Amz-Signature=");
    ask(200, "POST", "/storage/far/presign", "{\"path\": \"x\", \"method\": \"PUT\"}");
    ask(422, "POST", "/storage/far/presign", "{\"path\": \"../x\"}");
    ask(422, "POST", "/storage/far/presign", "{\"path\": \"x\", \"seconds\": 604801}");
    ask(422, "POST", "/storage/far/presign", "{\"path\": \"x\", \"method\": \"DELETE\"}");
    ask(409, "POST", "/storage/disk/presign", "{\"path\": \"x\"}");
  }

  @Test
  void whatWaitsIsListedAndTheProfileStaysTillThen() throws Exception {
    ask(201, "PUT", "/storage/far", S3.formatted(SECRET));
    StorageProfile far = gateway.storage().storage().find("far").orElseThrow();
    Path file = Files.writeString(folder.resolve("made"), "0123456789");
    far.store(new ObjectPath("live/made"), file, "test", true).get();
    await("it fails")
        .until(() -> "failing".equals(ask(200, "GET", "/storage/far", "").getString("state")));
    JsonObject view = ask(200, "GET", "/storage/far", "");
    assertThat(view.getJsonObject("queue").getInteger("waiting")).isEqualTo(1);
    assertThat(view.getString("problem")).contains("ConnectException");
    JsonObject list = ask(200, "GET", "/storage/far/uploads?limit=5", "");
    assertThat(list.getJsonArray("items").getJsonObject(0).getString("path"))
        .isEqualTo("live/made");
    ask(400, "GET", "/storage/far/uploads?limit=0", "");
    ask(api.with("If-Match", "*"), 409, "DELETE", "/storage/far", "");
    // what waits goes to the new place
    String local = "{\"type\": \"local\", \"local\": {\"folder\": \"near\"}}";
    ask(api.with("If-Match", "*"), 200, "PUT", "/storage/far", local);
    Path there = folder.resolve("data/storage/near/live/made");
    await("it is there").until(() -> Files.exists(there) && !Files.exists(file));
    assertThat(there).hasContent("0123456789");
    assertThat(ask(200, "GET", "/events?limit=100", "").encode())
        .contains("\"kind\":\"storage\"", "failing");
  }
}
