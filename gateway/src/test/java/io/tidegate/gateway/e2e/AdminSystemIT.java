package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.host.FakeHost;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An administrator sets up the machine: network, time, update, restart and reset, in a real
/// browser, on the real gateway and the helper, which has a machine to throw away; and the helper
/// as the program that it is.
class AdminSystemIT {
  private static final String LINK = "etc/systemd/network/50-tidegate-eth1.network";

  @TempDir Path folder;

  @Test
  void theMachineIsSetUp() throws Exception {
    Path data = Files.createDirectories(folder.resolve("var/lib/tidegate"));
    Map<String, String> variables = new HashMap<>(AdminScenario.VARIABLES);
    try (FakeHost host = new FakeHost(folder)) {
      variables.put("TIDEGATE_HOST_SOCKET", host.socket().toString());
      answersAsAProgram();
      Path bundle = Files.write(folder.resolve("bundle"), host.bundle("1.1.0", 7, new byte[99]));
      Path bad = Files.writeString(folder.resolve("bad"), "tidegate-update 1\nAAAA\n{}\n");
      try (GatewayProcess gateway = GatewayProcess.start(data, variables)) {
        AdminScenario.setUp(gateway, data);
        AdminScenario.play(
            "system.mjs",
            gateway,
            Map.of("BUNDLE", bundle.toString(), "BAD", bad.toString()),
            Map.of(
                "kept", () -> assertThat(host.read(LINK)).contains("Address=198.51.100.9/24"),
                "put back",
                    () -> assertThat(host.read(LINK)).contains("DHCP=no").doesNotContain(".77"),
                "wait over", () -> assertThat(host.expire("boot")).isTrue(),
                "installed", () -> host.write("var/lib/tidegate-host/update/result", "0\n"),
                "reset",
                    () ->
                        assertThat(host.calls())
                            .anyMatch(call -> call.contains("tidegate-update-apply deb"))
                            .anyMatch(call -> call.contains("tidegate-reset-apply all"))
                            .anyMatch(call -> call.contains("systemctl reboot"))));
      }
    }
  }

  private void answersAsAProgram() throws Exception {
    String program =
        Path.of(System.getProperty("dist", "target/dist"), "bin", "tidegate-host").toString();
    ProcessBuilder builder = new ProcessBuilder(program, "--root", folder.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process
        .getOutputStream()
        .write("{\"verb\":\"network.get\"}\n".getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    JsonObject result = new JsonObject(answer).getJsonObject("result");
    assertThat(result.getString("hostname")).isEqualTo("gate-1");
    assertThat(result.getJsonArray("links")).hasSize(2);
  }
}
