package io.tidegate.gateway.e2e;

import io.tidegate.media.testing.Tool;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Routes as operators wire and add them, in a real browser, on the real gateway with real cameras.
class AdminRoutesIT {
  private static final String VP8 =
      "videotestsrc is-live=true ! video/x-raw,width=320,height=180,framerate=10/1"
          + " ! vp8enc deadline=1 ! rtpvp8pay name=pay0 pt=96 ";

  @TempDir Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private GatewayProcess gateway() throws Exception {
    Path data = folder.resolve("data");
    GatewayProcess gateway = opened(GatewayProcess.start(data, AdminScenario.VARIABLES));
    AdminScenario.setUp(gateway, data);
    return gateway;
  }

  private <T extends AutoCloseable> T opened(T one) {
    open.add(one);
    return one;
  }

  @Test
  void routesAreWiredByHandByKeyboardAndByTwoAtOnce() throws Exception {
    GatewayProcess gateway = gateway();
    int port = freePort();
    AdminScenario.play(
        "bay.mjs",
        gateway,
        Map.of("UDP_PORT", Integer.toString(port)),
        Map.of(
            "camera", () -> opened(Media.publishEndlessly(gateway.rtmp("/live/cam1"))),
            "old", () -> opened(mpeg2(port))));
  }

  @Test
  void sourcesAreLookedAtBeforeTheyAreSaved() throws Exception {
    GatewayProcess gateway = gateway();
    Camera camera = opened(Camera.start(Camera.H264, "--login", "digest"));
    Camera vp8 = opened(Camera.start(VP8));
    AdminScenario.play(
        "wizard.mjs",
        gateway,
        Map.of(
            "CAMERA", "rtsp://127.0.0.1:" + camera.port() + "/",
            "STRANGE_CAMERA", vp8.url(""),
            "CLOSED", "rtsp://127.0.0.1:" + closedPort() + "/cam"),
        Map.of("encoder", () -> opened(Media.publishEndlessly(gateway.rtmp("/live/encoder")))));
  }

  /// Pictures that no browser knows.
  private static Tool mpeg2(int port) throws Exception {
    return Tool.start(
        "ffmpeg",
        ("-hide_banner -loglevel error -re -f lavfi -i testsrc=size=320x240:rate=25 -c:v mpeg2video"
                + " -g 25 -f mpegts udp://127.0.0.1:"
                + port
                + "?pkt_size=1316")
            .split(" "));
  }

  private static int closedPort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static int freePort() throws Exception {
    try (DatagramSocket socket = new DatagramSocket()) {
      return socket.getLocalPort();
    }
  }
}
