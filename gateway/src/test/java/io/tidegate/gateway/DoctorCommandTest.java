package io.tidegate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsSource;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tidegate doctor` before a gateway, beside one, and where something is wrong.
class DoctorCommandTest {
  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int status;

  @BeforeEach
  void atAnyPort() {
    for (String listener : List.of("HTTP", "METRICS")) {
      environment.put("TIDEGATE_" + listener + "_PORT", "0");
    }
    for (String listener : List.of("RTMP", "SRT", "RTSP")) {
      environment.put("TIDEGATE_" + listener + "_PORT", "off");
    }
    environment.put("TIDEGATE_DATA_DIR", folder.resolve("data").toString());
  }

  private List<String> doctor(String... arguments) {
    out.reset();
    PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
    status = DoctorCommand.run(List.of(arguments), environment, printed, printed);
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void looksAtTheMachineAndLeavesNothingBehind() {
    assertThat(doctor())
        .anyMatch(line -> line.matches("ok +configuration +file none: the embedded default"))
        .anyMatch(line -> line.matches("ok +data-dir +folder .*"))
        .anyMatch(line -> line.matches("ok +ffmpeg +program .*"))
        .anyMatch(line -> line.matches("\\w+ +udp-receive-buffer +.*wanted 33554432.*"))
        .anyMatch(line -> line.matches("\\d+ looked at: .*"));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aPortThatIsTakenIsNamedWithWhatToDo() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      environment.put("TIDEGATE_RTMP_PORT", String.valueOf(other.getLocalPort()));
      List<String> lines = doctor();
      assertThat(status).isEqualTo(1);
      assertThat(lines)
          .anyMatch(line -> line.matches("failed +port +.*rtmp.*"))
          .anyMatch(line -> line.contains("ss -lntp 'sport = :" + other.getLocalPort() + "'"));
    }
  }

  @Test
  void aConfigurationThatCannotBeReadIsSaidWithItsLine() throws Exception {
    Path file = Files.writeString(folder.resolve("tidegate.yaml"), "http:\n  prot: 80\n");
    List<String> lines = doctor("--config", file.toString());
    assertThat(status).isEqualTo(1);
    assertThat(lines).anyMatch(line -> line.startsWith("failed   configuration"));
    assertThat(lines).anyMatch(line -> line.contains("-> ") && line.contains("prot"));
  }

  @Test
  void certificatesThatCannotBeReadAreFound() throws Exception {
    Path file = Files.writeString(folder.resolve("cert.pem"), "not a certificate\n");
    environment.put("TIDEGATE_HTTP_TLS_PORT", "0");
    environment.put("TIDEGATE_HTTP_TLS_CERT", file.toString());
    environment.put("TIDEGATE_HTTP_TLS_KEY", file.toString());
    assertThat(doctor()).anyMatch(line -> line.matches("failed +certificate +.*cert\\.pem.*"));
    assertThat(status).isEqualTo(1);
  }

  @Test
  void besideAGatewayItIsAskedForItsHealth() throws Exception {
    Path data = Path.of(Objects.requireNonNull(environment.get("TIDEGATE_DATA_DIR")));
    SettingsSource source = SettingsSource.read(null, environment);
    DataDir held = DataDir.open(data);
    assertThat(doctor()).anyMatch(line -> line.startsWith("warning  running"));
    Gateway gateway = new Gateway(ControlPlane.settings(source, data));
    try {
      held.publish(gateway.start());
      assertThat(doctor()).anyMatch(line -> line.matches("ok +running +.*status 200.*"));
    } finally {
      gateway.stop();
    }
    assertThat(doctor()).anyMatch(line -> line.startsWith("failed   running"));
    assertThat(status).isEqualTo(1);
  }

  @Test
  void wrongCallsAreAnsweredWithTheUsage() {
    assertThat(doctor("now")).containsExactly("usage: tidegate doctor [--config FILE]");
    assertThat(status).isEqualTo(2);
  }
}
