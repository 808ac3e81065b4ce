package io.tidegate.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/// Another program that receives what a service says to its service manager, as systemd does: a
/// line on its output for each datagram.
final class NotifyReceiver implements AutoCloseable {
  private static final String PROGRAM =
      """
      import socket, sys
      place = sys.argv[1]
      receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      receiver.bind("\\0" + place[1:] if place.startswith("@") else place)
      print("bound", flush=True)
      while True:
          print(receiver.recv(65536).hex(), flush=True)
      """;

  private final String place;
  private final Process process;
  private final BufferedReader lines;

  private NotifyReceiver(String place) throws IOException {
    this.place = place;
    this.process =
        new ProcessBuilder("python3", "-c", PROGRAM, place)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    this.lines = process.inputReader();
  }

  /// @param place a path, or `@` and an abstract name
  static NotifyReceiver at(String place) throws IOException {
    NotifyReceiver receiver = new NotifyReceiver(place);
    assertThat(receiver.lines.readLine()).isEqualTo("bound");
    return receiver;
  }

  String place() {
    return place;
  }

  /// Waits for the next one.
  String next() throws IOException {
    String line = lines.readLine();
    assertThat(line).as("the receiver has ended").isNotNull();
    return new String(HexFormat.of().parseHex(line), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
