package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// hls.js in Chromium, on a page of another origin, goes from a stream to its rendition and back,
/// while both are made.
class LevelSwitchIT {
  private static final Path PLAYER =
      Path.of("web", "node_modules", "hls.js", "dist", "hls.min.js").toAbsolutePath();

  private static final String ROUTES =
      """
      routes:
        - key: live/x
          outputs:
            renditions: [{name: low, height: 180, kbps: 250}]
      """;

  private static final String PAGE =
      """
      <!doctype html><title>levels</title><video id="video" muted></video>
      <script src="/hls.js"></script>
      <script>
        window.hlsErrors = [];
        window.hls = new Hls({ lowLatencyMode: true, startLevel: 0 });
        const told = (_, error) =>
          hlsErrors.push([error.details, error.fatal, error.reason ?? ""].join(" ").trim());
        hls.on(Hls.Events.ERROR, told);
        hls.loadSource("PLAYLIST");
        hls.attachMedia(document.getElementById("video"));
        hls.on(Hls.Events.MANIFEST_PARSED, () => document.getElementById("video").play());
      </script>
      """;

  @Test
  void playbackGoesOnThroughForcedSwitchesBothWays(@TempDir Path folder) throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"), Map.of(), ROUTES);
        Tool encoder = publish(gateway.rtmp("/live/x"));
        Page page = new Page(gateway.http("/live/x/index.m3u8"))) {
      await()
          .atMost(Patience.FOR_PROGRAMS)
          .until(() -> segments(gateway, "x") >= 3 && segments(gateway, "x_low") >= 3);
      JsonObject seen = Browser.switchLevels(page.url(), 180, 360);
      assertThat(seen.getString("failure")).as(seen.encode()).isNull();
      assertThat(seen.getJsonArray("scriptErrors")).isEmpty();
      assertThat(seen.getJsonArray("levels"))
          .isEqualTo(new JsonArray().add("320x180").add("640x360"));
      JsonObject last = seen.getJsonArray("seen").getJsonObject(3);
      assertThat(last.getInteger("lines")).isEqualTo(360);
      assertThat(last.getJsonArray("errors").stream().map(String::valueOf))
          .as("a busy machine may stall; a switch cuts off what is being loaded")
          .allMatch(error -> error.matches("(aborted|buffer(Stalled|NudgeOnStall)\\w*) false.*"));
      assertThat(encoder.isAlive()).isTrue();
    }
  }

  private static Tool publish(String url) throws IOException {
    return Tool.startLine(
        "ffmpeg -nostdin -loglevel error -re -f lavfi -i testsrc2=size=640x360:rate=25"
            + " -f lavfi -i sine=sample_rate=48000 -c:v libx264 -preset ultrafast"
            + " -tune zerolatency -g 50 -sc_threshold 0 -pix_fmt yuv420p -b:v 900k"
            + " -c:a aac -b:a 64k -f flv "
            + url);
  }

  private static int segments(GatewayProcess gateway, String name) throws Exception {
    String index = gateway.get("/live/" + name + "/index.m3u8").body();
    String media = index.lines().filter(line -> line.startsWith("media.m3u8")).findAny().orElse("");
    return gateway.get("/live/" + name + "/" + media).body().split("\n#EXTINF", -1).length - 1;
  }

  /// What plays it.
  private static final class Page implements AutoCloseable {
    private final HttpServer server;

    Page(String playlist) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      byte[] html = PAGE.replace("PLAYLIST", playlist).getBytes(UTF_8);
      byte[] script = Files.readAllBytes(PLAYER);
      server.createContext("/", exchange -> answer(exchange, "text/html", html));
      server.createContext("/hls.js", exchange -> answer(exchange, "text/javascript", script));
      server.start();
    }

    private static void answer(HttpExchange exchange, String type, byte[] body) throws IOException {
      try (exchange) {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
      }
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
