package io.tidegate.gateway.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Time, power and reset; and what is no request.
class HostVerbsTest {
  @TempDir Path folder;
  private FakeHost host;

  @BeforeEach
  void start() throws IOException {
    host = new FakeHost(folder);
  }

  @AfterEach
  void stop() throws IOException {
    host.close();
  }

  private JsonObject ask(String verb, JsonObject request) {
    return host.verbs().answer(request.copy().put("verb", verb).encode());
  }

  private String refused(String verb, JsonObject request) {
    JsonObject answer = ask(verb, request);
    assertThat(answer.getString("kind")).as(answer.encode()).isEqualTo("invalid");
    return answer.getString("field");
  }

  @Test
  void zoneAndServersAreSet() throws Exception {
    JsonObject before = ask("time.get", new JsonObject()).getJsonObject("result");
    assertThat(before.getString("zone")).isEqualTo("UTC");
    assertThat(before.getBoolean("ntp")).isTrue();
    assertThat(before.getJsonArray("servers")).isEmpty();
    JsonArray servers = JsonArray.of("ntp.example", "192.0.2.1");
    JsonObject set = new JsonObject().put("zone", "Europe/Vienna").put("servers", servers);
    JsonObject after = ask("time.set", set).getJsonObject("result");
    assertThat(after.getString("zone")).isEqualTo("Europe/Vienna");
    assertThat(after.getJsonArray("servers")).isEqualTo(servers);
    assertThat(host.read("etc/systemd/timesyncd.conf.d/50-tidegate.conf"))
        .endsWith("[Time]\nNTP=ntp.example 192.0.2.1\n");
    assertThat(host.calls())
        .containsExactly(
            "timedatectl set-timezone Europe/Vienna",
            "systemctl try-restart systemd-timesyncd.service");
    ask("time.set", new JsonObject().put("servers", new JsonArray()));
    assertThat(folder.resolve("etc/systemd/timesyncd.conf.d/50-tidegate.conf")).doesNotExist();
  }

  @Test
  void theClockIsSetByHandWhereNoServerSetsIt() throws Exception {
    JsonObject set = new JsonObject().put("ntp", false).put("at", "2026-11-23T10:00:00Z");
    assertThat(ask("time.set", set).getJsonObject("result").getBoolean("ntp")).isFalse();
    assertThat(host.calls())
        .containsExactly("timedatectl set-ntp false", "timedatectl set-time @1795428000");
    assertThat(refused("time.set", new JsonObject().put("at", "2026-11-23T10:00:00Z")))
        .isEqualTo("at");
    for (String wrong : List.of("now", "1970-01-01T00:00:00Z", "2100-01-01T00:00:00Z")) {
      assertThat(refused("time.set", set.copy().put("at", wrong))).as(wrong).isEqualTo("at");
    }
    for (String wrong : List.of("Mars/Base", "../hostname", "", "Europe", "Europe/Vienna\n")) {
      assertThat(refused("time.set", new JsonObject().put("zone", wrong))).isEqualTo("zone");
    }
    for (String wrong : List.of("a b", "-x", "x\nNTP=y", "")) {
      JsonObject servers = new JsonObject().put("servers", JsonArray.of(wrong));
      assertThat(refused("time.set", servers)).as(wrong).isEqualTo("servers");
    }
    assertThat(host.calls()).isEmpty();
  }

  @Test
  void whoeverEndsTheMachineTypesItsName() throws Exception {
    for (String verb : List.of("power.reboot", "power.off", "reset.factory")) {
      assertThat(refused(verb, new JsonObject().put("confirm", "other"))).isEqualTo("confirm");
      assertThat(refused(verb, new JsonObject())).isEqualTo("confirm");
    }
    assertThat(host.calls()).isEmpty();
    JsonObject named = new JsonObject().put("confirm", "gate-1");
    ask("power.reboot", named);
    ask("power.off", named);
    ask("reset.factory", named);
    ask("reset.factory", named.copy().put("keepNetwork", false));
    String run = "systemd-run --quiet --collect --on-active=2 --timer-property=AccuracySec=100ms";
    String reset = " --unit=tidegate-reset /usr/lib/tidegate/bin/tidegate-reset-apply ";
    assertThat(host.calls())
        .containsExactly(
            run + " --unit=tidegate-reboot /usr/bin/systemctl reboot",
            run + " --unit=tidegate-off /usr/bin/systemctl poweroff",
            run + reset + "keep-network",
            run + reset + "all");
  }

  @Test
  void nothingEndsWhileAnUpdateIsOnItsWay() throws Exception {
    host.write("update-runs", "");
    for (String verb : List.of("power.reboot", "power.off", "reset.factory")) {
      JsonObject refused = ask(verb, new JsonObject().put("confirm", "gate-1"));
      assertThat(refused.getString("kind")).as(verb).isEqualTo("conflict");
    }
    assertThat(host.calls()).isEmpty();
  }

  @Test
  void whatIsNoRequestIsRefused() {
    for (String line :
        List.of(
            "",
            "{",
            "[]",
            "1",
            "{}",
            "{\"verb\":1}",
            "{\"verb\":\"sh\"}",
            "{\"verb\":\"network.get\",\"path\":\"/etc/shadow\"}",
            "{\"verb\":\"network.set\",\"links\":{}}",
            "{\"verb\":\"network.set\",\"links\":[1]}",
            "{\"verb\":\"network.set\",\"links\":[],\"confirmSeconds\":29}",
            "{\"verb\":\"network.set\",\"links\":[],\"confirmSeconds\":301}",
            "{\"verb\":\"time.set\",\"ntp\":\"yes\"}")) {
      assertThat(host.verbs().answer(line).getString("kind")).as(line).isEqualTo("invalid");
    }
  }

  @Test
  void oneLineIsAnsweredByOne() throws Exception {
    assertThat(served("{\"verb\":\"time.get\"}\n{\"verb\":\"power.off\"}\n")).contains("result");
    assertThat(served("{\"verb\":\"time.get\"}")).contains("result");
    assertThat(served(" ".repeat(HostVerbs.MOST_REQUEST_BYTES - 1) + "\n")).contains("invalid");
    assertThat(served(" ".repeat(HostVerbs.MOST_REQUEST_BYTES + 9))).contains("longer than");
  }

  @Test
  void refusalsAreWordsForAProgramThatKnowsNoJson() {
    assertThat(plain("{\"verb\": \"time.get\"}")).isEqualTo("0 ");
    assertThat(plain("{\"verb\": \"network.confirm\"}"))
        .isEqualTo("1 no change waits: it is confirmed, or was put back\n");
    assertThat(plain("{\"verb\": \"power.reboot\", \"confirm\": \"other\"}"))
        .isEqualTo("1 confirm: expected the name of this machine\n");
    assertThat(plain("")).startsWith("1 expected one JSON object");
  }

  private String plain(String input) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        HostMain.run(
            List.of("--root", folder.toString(), "--plain"),
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new ByteArrayOutputStream(),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return status + " " + err.toString(StandardCharsets.UTF_8);
  }

  private String served(String input) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int status =
        HostMain.run(
            List.of("--root", folder.toString()),
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            out,
            new PrintStream(out, true, StandardCharsets.UTF_8));
    assertThat(status).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void rootAndTheGatewayItselfMayAsk() throws Exception {
    String zone = "{\"verb\": \"time.set\", \"zone\": \"UTC\"}\n";
    assertThat(asked("1-99-0", zone)).contains("0 ", "\"result\"");
    assertThat(asked("2-4711-999", zone)).contains("0 ", "\"result\"");
    assertThat(host.calls()).contains("timedatectl set-timezone UTC");
  }

  /// A child of the gateway's has its user, and its group.
  @Test
  void otherProcessesOfItsUserMayNotAndNothingIsDone() throws Exception {
    String zone = "{\"verb\": \"time.set\", \"zone\": \"UTC\"}\n";
    for (String peer : List.of("3-4712-999", "4-471-999", "5-47110-999", "6-0-999")) {
      assertThat(asked(peer, zone))
          .as(peer)
          .contains("0 ", "\"conflict\"", "only root and the gateway itself", "refused: ")
          .doesNotContain("\"result\"");
    }
    host.write("main-pid", "0\n");
    assertThat(asked("7-0-999", zone)).as("it does not run").contains("\"conflict\"");
    assertThat(host.calls())
        .allMatch(call -> call.startsWith("systemctl show --property=MainPID"))
        .hasSize(5);
    for (String wrong :
        List.of("", "1", "1-2", "1-unknown", "1-2-x", "1--2-3", "1-2-3-4", "1-12345678901-0")) {
      assertThat(asked(wrong, zone)).as(wrong).startsWith("2 ").contains("Usage");
    }
  }

  /// With what its journal says.
  private String asked(String peer, String input) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int status =
        HostMain.run(
            List.of("--root", folder.toString(), "--peer", peer),
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            out,
            new PrintStream(out, true, StandardCharsets.UTF_8));
    return status + " " + out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void programsThatHangAreEnded() throws Exception {
    host.program("ip", "exec sleep 1000");
    Programs programs = new Programs(new HostTree(folder), Duration.ofSeconds(1));
    assertThatThrownBy(() -> programs.run("ip")).hasMessageContaining("takes longer than");
    Files.delete(folder.resolve("usr/bin/ip"));
    JsonObject answer = ask("network.get", new JsonObject());
    assertThat(answer.getString("kind")).isEqualTo("unavailable");
    assertThat(answer.getString("detail")).isEqualTo("this machine has no ip");
  }
}
