package io.tidegate.srt.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.srt.packet.Captured;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The program by itself, stopped by SIGTERM.
class RelayCommandIT {
  @Test
  void printsOneLineOfStatisticsWhenItIsStopped() throws IOException {
    try (RawEnd libsrt = RawEnd.inPlaceOfLibsrt()) {
      Process program = start("127.0.0.1:" + libsrt.address().getPort());
      try (BufferedReader errors = program.errorReader(UTF_8);
          BufferedReader output = program.inputReader(UTF_8);
          RawEnd peer = new RawEnd("127.0.0.1", address(errors))) {
        peer.send(Captured.INDUCTION);
        assertThat(libsrt.receive()).isEqualTo(Captured.INDUCTION);
        program.toHandle().destroy(); // Process.destroy would close the streams, too

        List<String> lines = output.lines().toList();
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst())
            .startsWith("{\"peers\":1,\"packets\":1,")
            .contains("\"reasons\":{}", "\"faults\":0", "\"ns_per_pkt\":")
            .endsWith("}");
      } finally {
        program.destroyForcibly();
      }
    }
  }

  private static Process start(String target) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            RelayCommand.class.getName(),
            "--listen",
            "127.0.0.1:0",
            "--target",
            target,
            "--policy",
            "deadline")
        .start();
  }

  /// Waits for `ready /127.0.0.1:PORT`.
  private static InetSocketAddress address(BufferedReader errors) throws IOException {
    for (String line = errors.readLine(); line != null; line = errors.readLine()) {
      if (line.startsWith("ready ")) {
        int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
      }
    }
    throw new AssertionError("the program did not start");
  }
}
