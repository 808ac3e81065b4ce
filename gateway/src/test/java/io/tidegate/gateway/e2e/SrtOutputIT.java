package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Streams that leave over SRT, to the tools that people use.
class SrtOutputIT {
  /// Microseconds in ffmpeg's terms: what is lost on a busy machine comes again in time.
  private static final String PATIENT = "&latency=2000000";

  @TempDir Path folder;

  @Test
  void whatComesOverRtmpIsReadOverSrt() throws Exception {
    String routes =
        "routes: [{key: p, srt: {policy: deadline, passphrase: correcthorse1}}, {key: x}]\n";
    try (GatewayProcess gateway = start(routes);
        Tool _ = Media.publishEndlessly(gateway.rtmp("/live/x"));
        Tool _ = Media.publishEndlessly(gateway.rtmp("/live/p"))) {
      Live.awaitStream(gateway, "live/x");
      Live.awaitStream(gateway, "live/p");
      Path plain = folder.resolve("x.ts");
      Path planned = folder.resolve("p.ts");
      try (Tool first = read(gateway.srt("read:x", PATIENT), plain);
          Tool second =
              read(
                  gateway.srt("%23!::r=p,m=request", PATIENT + "&passphrase=correcthorse1"),
                  planned)) {
        await()
            .atMost(Patience.FOR_PROGRAMS)
            .untilAsserted(() -> {
              assertThat(gateway.get("/api/v1/srt/links").body())
                  .contains("\"policy\":\"deadline\",\"state\":\"open\"")
                  .contains("\"cipher\":\"AES-128\"", "\"kind\":\"viewer\"");
              assertThat(gateway.get("/api/v1/sessions").body())
                  .contains("\"kind\":\"viewer\",\"protocol\":\"srt\",\"remote\":\"127.0.0.1:");
            });
        assertThat(first.await(60)).as(first.output()).isZero();
        assertThat(second.await(60)).as(second.output()).isZero();
      }
      for (Path recording : List.of(plain, planned)) {
        assertThat(pictures(recording)).isGreaterThanOrEqualTo(100);
        FlvRecording.assertDecodes("ffmpeg", recording);
      }
      await()
          .atMost(Patience.FOR_PROGRAMS)
          .until(() -> !gateway.get("/api/v1/sessions").body().contains("\"kind\":\"viewer\""));
    }
  }

  @Test
  void whatComesOverSrtIsReadByteForByte() throws Exception {
    Tool.require("srt-live-transmit");
    Path received = folder.resolve("received.ts");
    try (GatewayProcess gateway = start("");
        TransportPlayout playout =
            TransportPlayout.start(folder, gateway.srt("publish:u", "&latency=2000"))) {
      Live.awaitHls(gateway, "live/u");
      try (Tool _ = transmit(gateway.srt("read:u", "&latency=2000"), received)) {
        awaitViewer(gateway, "live/u");
        byte[] sent = playout.finish();
        await()
            .atMost(Patience.FOR_PROGRAMS)
            .until(() -> TransportPlayout.hasEnd(Files.readAllBytes(received), sent));
      }
      byte[] sent = playout.finish();
      byte[] got = TransportPlayout.withoutNulls(Files.readAllBytes(received));
      // a PAT and the PMT of each program come first
      byte[] passed = Arrays.copyOfRange(got, 3 * TransportPlayout.PACKET, got.length);
      assertThat(passed.length).isGreaterThan(500 * TransportPlayout.PACKET);
      byte[] end = Arrays.copyOfRange(sent, sent.length - passed.length, sent.length);
      assertThat(Arrays.mismatch(passed, end)).as("first byte that differs").isEqualTo(-1);
      assertThat(TransportPlayout.pids(passed)).isEqualTo(TransportPlayout.pids(sent));
    }
  }

  @Test
  void pushesToAListenerAgainAfterItWasKilled() throws Exception {
    Tool.require("srt-live-transmit");
    int port = SrtPeers.freePort();
    String listener = "srt://127.0.0.1:" + port + "?mode=listener&latency=2000";
    String routes =
        "routes: [{key: x, outputs: {srt-push: [{url: 'srt://127.0.0.1:" + port + "'}]}}]\n";
    Path second = folder.resolve("second.ts");
    try (GatewayProcess gateway = start(routes)) {
      assertThat(push(gateway).getString("state")).isEqualTo("idle");
      try (Tool _ = Media.publishEndlessly(gateway.rtmp("/live/x"))) {
        await()
            .atMost(Patience.FOR_PROGRAMS)
            .until(() -> !push(gateway).getString("lastFailure").isEmpty());
        try (Tool _ = transmit(listener, folder.resolve("first.ts"))) {
          await()
              .atMost(Patience.FOR_PROGRAMS)
              .until(() -> push(gateway).getLong("bytes") > 100_000);
          assertThat(push(gateway).getString("lastFailure")).isEmpty();
        }
        await()
            .atMost(Patience.FOR_PROGRAMS)
            .until(() -> !push(gateway).getString("lastFailure").isEmpty());
        long attempts = push(gateway).getLong("attempts");
        try (Tool _ = transmit(listener, second)) {
          await()
              .atMost(Patience.FOR_PROGRAMS)
              .until(() -> push(gateway).getLong("bytes") > 500_000);
          assertThat(push(gateway).getString("state")).isEqualTo("streaming");
          assertThat(push(gateway).getLong("attempts")).isGreaterThanOrEqualTo(attempts);
          await().atMost(Patience.FOR_PROGRAMS).until(() -> Files.size(second) > 400_000);
          assertThat(gateway.get("/api/v1/sessions").body())
              .contains("\"remote\":\"127.0.0.1:" + port + "\"");
        }
      }
      assertThat(pictures(second)).isGreaterThanOrEqualTo(25);
    }
  }

  @Test
  void aPushHasTheRetransmissionPolicyOfItsRoute() throws Exception {
    Tool.require("srt-live-transmit");
    String remote = "127.0.0.1:" + SrtPeers.freePort();
    String routes =
        "routes: [{key: x, srt: {policy: deadline}, outputs: {srt-push: [{url: 'srt://"
            + remote
            + "'}]}}]\n";
    Path received = folder.resolve("pushed.ts");
    try (Tool _ = transmit("srt://" + remote + "?mode=listener&latency=2000", received);
        GatewayProcess gateway = start(routes);
        Tool _ = Media.publishEndlessly(gateway.rtmp("/live/x"))) {
      await()
          .atMost(Patience.FOR_PROGRAMS)
          .untilAsserted(() -> {
            JsonObject link = SrtPeers.link(gateway, remote);
            assertThat(link.getString("kind")).isEqualTo("push");
            JsonObject relay = link.getJsonObject("relay");
            assertThat(relay).as("%s", link).isNotNull();
            assertThat(relay.getString("policy")).isEqualTo("deadline");
            assertThat(relay.getString("state")).isEqualTo("open");
            JsonObject outbound = relay.getJsonObject("outbound");
            assertThat(outbound).as("%s", relay).isNotNull();
            assertThat(outbound.getLong("dataPackets")).isPositive();
          });
      await().atMost(Patience.FOR_PROGRAMS).until(() -> Files.size(received) > 400_000);
      assertThat(push(gateway).getString("state")).isEqualTo("streaming");
    }
    assertThat(pictures(received)).isGreaterThanOrEqualTo(25);
  }

  @Test
  void tellsReadersWhyTheyAreRefused() throws Exception {
    String routes = "routes: [{key: off, outputs: {srt: off}}]\n";
    try (GatewayProcess gateway = start(routes);
        Tool _ = Media.publishEndlessly(gateway.rtmp("/live/off"));
        Tool _ = Media.publishEndlessly(gateway.rtmp("/live/on"))) {
      Live.awaitStream(gateway, "live/off");
      Live.awaitStream(gateway, "live/on");
      Map<String, Integer> codes =
          Map.of(
              "read:nobody", 1404,
              "%23!::r=on,m=dance", 1405,
              "%23!::r=on,m=request,t=file", 1400,
              "read:off", 1403);
      for (var refused : codes.entrySet()) {
        String url = gateway.srt(refused.getKey(), "");
        try (Tool reader = Tool.start("ffmpeg", "-nostdin", "-v", "error", "-i", url)) {
          assertThat(reader.await(30)).as(url).isNotZero();
        }
        String counted = "tidegate_srt_refused_total{code=\"" + refused.getValue() + "\"} 1";
        assertThat(gateway.metrics()).contains(counted);
      }
      assertThat(gateway.get("/api/v1/sessions").body()).doesNotContain("\"protocol\":\"srt\"");
    }
  }

  private GatewayProcess start(String routes) throws Exception {
    return GatewayProcess.start(folder.resolve("data"), Map.of(), routes);
  }

  private static JsonObject push(GatewayProcess gateway) throws Exception {
    return new JsonObject(gateway.get("/api/v1/srt/pushes").body())
        .getJsonArray("items")
        .getJsonObject(0);
  }

  private static void awaitViewer(GatewayProcess gateway, String key) {
    await()
        .atMost(Patience.FOR_PROGRAMS)
        .until(() ->
            gateway
                .get("/api/v1/sessions")
                .body()
                .contains("\"key\":\"" + key + "\",\"kind\":\"viewer\""));
  }

  /// Eight seconds of it.
  private static Tool read(String url, Path file) throws Exception {
    return Tool.start(
        "ffmpeg", "-nostdin", "-v", "error", "-i", url, "-t", "8", "-c", "copy", "" + file);
  }

  /// What comes from there, byte for byte.
  private static Tool transmit(String url, Path file) throws Exception {
    String command = "exec srt-live-transmit -q -a:no '" + url + "' file://con > " + file;
    return Tool.start("sh", "-c", command);
  }

  /// How many there are, beside sound.
  private static long pictures(Path recording) throws Exception {
    String streams =
        Tool.run(
            60,
            "ffprobe",
            "-v",
            "quiet",
            "-count_packets",
            "-show_entries",
            "stream=codec_name,nb_read_packets",
            "-of",
            "csv=p=0",
            "" + recording);
    assertThat(streams).containsPattern("h264,\\d+").containsPattern("aac,\\d+");
    return Long.parseLong(streams.replaceAll("(?s).*?h264,(\\d+).*", "$1"));
  }
}
