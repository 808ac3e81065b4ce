package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.file.Path;
import java.util.List;

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

  /// What the API says of the link with this peer; fails when there is none.
  static JsonObject link(GatewayProcess gateway, String remote) throws Exception {
    String links = gateway.get("/api/v1/srt/links").body();
    List<JsonObject> found =
        new JsonObject(links)
            .getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .filter(link -> remote.equals(link.getString("remote")))
                .toList();
    assertThat(found).as("%s in %s", remote, links).hasSize(1);
    return found.getFirst();
  }

  /// A UDP port that nobody has just now.
  static int freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      return socket.getLocalPort();
    }
  }
}
