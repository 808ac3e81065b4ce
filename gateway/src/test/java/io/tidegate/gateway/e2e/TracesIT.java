package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Traces of the distribution, received by a collector that only records.
class TracesIT {
  @TempDir Path folder;

  @Test
  void publisherAndPlayerAreSpansOfAReader() throws Exception {
    List<String> received = new CopyOnWriteArrayList<>();
    HttpServer collector =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          received.add(new String(body, StandardCharsets.ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
    String address = "http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces";
    try (GatewayProcess gateway =
        GatewayProcess.start(
            folder.resolve("data"), Map.of("TIDEGATE_TRACES_OTLP_ENDPOINT", address))) {
      try (Tool publisher = Media.publishEndlessly(gateway.rtmp("/live/traced"))) {
        Live.awaitStream(gateway, "live/traced");
        Tool.run(
            60,
            "ffmpeg",
            "-v",
            "error",
            "-t",
            "1",
            "-i",
            gateway.http("/live/traced.flv"),
            "-f",
            "null",
            "-");
        awaitSpan(received, "play", "first frame", "live/traced", "http-flv");
        assertThat(publisher.output()).isEmpty();
      }
      awaitSpan(received, "publish", "live/traced", "rtmp");
    } finally {
      collector.stop(0);
    }
  }

  private static void awaitSpan(List<String> received, String... words) {
    await("a span with " + List.of(words))
        .atMost(Patience.FOR_PROGRAMS)
        .until(() ->
            received.stream().anyMatch(one -> List.of(words).stream().allMatch(one::contains)));
  }

  /// A few classes of the API are: Prometheus' client looks whether there is a span.
  @Test
  void neitherSdkNorExporterIsLoadedWhenItIsOff() throws Exception {
    Path classes = folder.resolve("classes.log");
    String options = "-Xlog:class+load:file=" + classes;
    try (GatewayProcess gateway =
            GatewayProcess.start(folder.resolve("data"), Map.of("JAVA_OPTS", options));
        Tool publisher = Media.publishEndlessly(gateway.rtmp("/live/x"))) {
      Live.awaitStream(gateway, "live/x");
      assertThat(publisher.output()).isEmpty();
    }
    assertThat(Files.readString(classes))
        .contains("io.tidegate.gateway.trace.Traces ")
        .doesNotContain("io.opentelemetry.sdk", "io.opentelemetry.exporter", "SessionSpans");
  }
}
