package io.tidegate.gateway.e2e;

import io.tidegate.media.testing.Tool;
import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.file.Path;

/// Programs at the other end of SRT.
final class SrtPeers {
  private SrtPeers() {}

  /// A camera that waits for one caller.
  static Tool listen(Path source, int port) throws IOException {
    return Tool.start(
        "ffmpeg",
        ("-nostdin -v error -re -stream_loop -1 -i "
                + source
                + " -c copy -f mpegts srt://127.0.0.1:"
                + port
                + "?mode=listener")
            .split(" "));
  }

  /// A UDP port that nobody has just now.
  static int freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      return socket.getLocalPort();
    }
  }
}
