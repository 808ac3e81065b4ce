package io.tidegate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.account.Setup;
import io.tidegate.gateway.config.SettingsSource;
import io.tidegate.gateway.host.FakeHost;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `/system` on a whole gateway in this process, with a helper on a machine to throw away.
@Timeout(300)
class SystemApiTest {
  private static final String PASSWORD = "correct-horse-battery";

  @TempDir static Path folder;
  private static FakeHost host;
  private static Gateway gateway;
  private static HttpClient http;
  private static ApiClient api;
  private static ApiContract contract;

  @BeforeAll
  static void start() throws Exception {
    host = new FakeHost(folder);
    Path data = Files.createDirectories(folder.resolve("var/lib/tidegate"));
    Map<String, String> environment = InProcess.environment(data);
    environment.put("TIDEGATE_RTSP_PORT", "off");
    environment.put("TIDEGATE_HOST_SOCKET", host.socket().toString());
    contract = ApiContract.load();
    gateway = new Gateway(ControlPlane.settings(SettingsSource.read(null, environment), data));
    http = HttpClient.newHttpClient();
    ApiClient nobody =
        ApiClient.of(http, "http://" + gateway.start().addresses().get("http") + "/api/v1");
    HttpResponse<String> tooEarly = nobody.get("/system/network");
    assertThat(tooEarly.statusCode()).as("before there is an administrator").isEqualTo(403);
    contract.check(tooEarly);
    JsonObject first =
        new JsonObject()
            .put("code", Files.readString(data.resolve(Setup.FILE)).strip())
            .put("user", "eva")
            .put("password", PASSWORD);
    assertThat(nobody.send("POST", "/setup", first.encode()).statusCode()).isEqualTo(201);
    api = nobody.basic("eva", PASSWORD);
  }

  @AfterAll
  static void stop() throws Exception {
    http.shutdownNow();
    gateway.stop();
    host.close();
  }

  private static JsonObject ask(int status, String method, String path, JsonObject body)
      throws Exception {
    return checked(status, api.send(method, "/system" + path, body.encode()));
  }

  private static JsonObject get(String path) throws Exception {
    return checked(200, api.get("/system" + path));
  }

  private static JsonObject checked(int status, HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    contract.check(answer);
    return new JsonObject(answer.body());
  }

  @Test
  void theNetworkIsSetAndConfirmed() throws Exception {
    JsonObject link =
        new JsonObject()
            .put("name", "eth1")
            .put("method", "static")
            .put("addresses", JsonArray.of("198.51.100.9/24"));
    JsonObject wish = new JsonObject().put("links", JsonArray.of(link));
    assertThat(get("/network").getJsonArray("links")).hasSize(2);
    ask(409, "POST", "/network/confirm", new JsonObject());
    assertThat(ask(200, "PUT", "/network", wish).getInteger("secondsLeft")).isBetween(0, 90);
    assertThat(get("/network").getJsonObject("pending")).isNotNull();
    ask(409, "PUT", "/network", wish);
    ask(200, "POST", "/network/revert", new JsonObject());
    ask(200, "PUT", "/network", wish);
    ask(200, "POST", "/network/confirm", new JsonObject());
    assertThat(host.read("etc/systemd/network/50-tidegate-eth1.network"))
        .contains("Address=198.51.100.9/24");
    JsonObject wrong =
        ask(422, "PUT", "/network", new JsonObject().put("links", new JsonArray().add("x")));
    assertThat(wrong.getString("field")).isEqualTo("links");
    ask(200, "PUT", "/hostname", new JsonObject().put("hostname", "gate-1"));
    ask(422, "PUT", "/hostname", new JsonObject().put("hostname", "gate 1"));
  }

  @Test
  void theTimeIsSet() throws Exception {
    assertThat(get("/time").getBoolean("ntp")).isTrue();
    JsonObject zone = new JsonObject().put("zone", "Europe/Vienna");
    assertThat(ask(200, "PUT", "/time", zone).getString("zone")).isEqualTo("Europe/Vienna");
    ask(422, "PUT", "/time", new JsonObject().put("zone", "Vienna"));
  }

  @Test
  void anUpdateComesInPiecesAndIsInstalled() throws Exception {
    byte[] bundle = host.bundle("1.1.0", 7, new byte[100_000]);
    String path = "/update/upload";
    assertThat(get(path).getValue("lengthBytes")).isNull();
    checked(409, piece(0, bundle, 0, 1));
    ApiClient announces = api.with("Upload-Length", "" + bundle.length);
    checked(201, announces.send("POST", "/system" + path, null));
    checked(200, piece(0, bundle, 0, 60_000));
    checked(409, piece(0, bundle, 0, 60_000));
    byte[] damaged = bundle.clone();
    damaged[60_000] ^= 1;
    HttpResponse<String> other = send(60_000, damaged, 60_000, bundle.length, sum(bundle, 60_000));
    assertThat(other.statusCode()).isEqualTo(460);
    assertThat(get(path).getInteger("offsetBytes")).isEqualTo(60_000);
    assertThat(get("/update").getValue("bundle")).isNull();
    checked(200, piece(60_000, bundle, 60_000, bundle.length));
    assertThat(get("/update").getJsonObject("bundle").getString("version")).isEqualTo("1.1.0");
    ask(409, "POST", "/update/install", new JsonObject().put("version", "1.0.9"));
    ask(200, "POST", "/update/install", new JsonObject().put("version", "1.1.0"));
    assertThat(folder.resolve("var/lib/tidegate-host/update/tidegate.deb")).hasSize(100_000);
    checked(200, api.send("DELETE", "/system" + path, null));
    assertThat(get("/update").getValue("bundle")).isNull();
    ApiClient large = api.with("Upload-Length", "" + (3L << 30));
    checked(413, large.send("POST", "/system" + path, null));
  }

  private static HttpResponse<String> piece(int offset, byte[] all, int from, int to)
      throws Exception {
    return send(offset, all, from, to, sum(Arrays.copyOfRange(all, 0, to), from));
  }

  private static String sum(byte[] bytes, int from) throws Exception {
    byte[] piece = Arrays.copyOfRange(bytes, from, bytes.length);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(piece);
    return "sha256 " + Base64.getEncoder().encodeToString(digest);
  }

  private static HttpResponse<String> send(int offset, byte[] all, int from, int to, String sum)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(api.base() + "/system/update/upload"));
    api.headers().forEach(request::header);
    request
        .header("Content-Type", "application/offset+octet-stream")
        .header("Upload-Offset", "" + offset)
        .header("Upload-Checksum", sum)
        .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(all, from, to - from));
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void whoeverMeansThisMachineTypesItsName() throws Exception {
    JsonObject reboot = new JsonObject().put("action", "reboot");
    assertThat(ask(422, "POST", "/power", reboot).getString("field")).isEqualTo("confirm");
    assertThat(ask(422, "POST", "/power", new JsonObject()).getString("field")).isEqualTo("action");
    reboot.put("confirm", "gate-1");
    assertThat(ask(200, "POST", "/power", reboot).getString("begun")).isEqualTo("reboot");
    ask(200, "POST", "/reset", new JsonObject().put("confirm", "gate-1"));
    ask(422, "POST", "/reset", new JsonObject().put("confirm", "gate-1").put("all", true));
    assertThat(api.get("/audit").body()).contains("/api/v1/system/power", "/api/v1/system/reset");
  }

  @Test
  void thePartsAreToldAsHere() throws Exception {
    JsonObject parts = new JsonObject(api.get("/capabilities").body()).getJsonObject("parts");
    for (String part : new String[] {"network", "time", "updates", "power"}) {
      assertThat(parts.getJsonObject(part).getBoolean("available")).as(part).isTrue();
    }
  }
}
