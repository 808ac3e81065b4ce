package io.tidegate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.route.DialSpec;
import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.PlayerFormat;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.gateway.route.SrtAddress;
import io.tidegate.gateway.route.SrtPortSpec;
import io.tidegate.gateway.route.SrtSpec;
import io.tidegate.media.DataSize;
import io.tidegate.media.StreamKey;
import io.tidegate.srt.SrtProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SrtSettingsTest {
  @TempDir Path folder;

  @Test
  void theSectionIsTheProfileOfKeysWithoutARoute() throws Exception {
    assertThat(read("").srt().profile().toString()).isEqualTo(SrtProfile.DEFAULT.toString());
    Settings.Srt srt =
        SettingsReader.read(
                null,
                Map.of(
                    "TIDEGATE_SRT_PORT", "off",
                    "TIDEGATE_SRT_PASSPHRASE", "correcthorse1",
                    "TIDEGATE_SRT_LATENCY_MS", "20",
                    "TIDEGATE_SRT_MAX_LATENCY_MS", "8000"))
            .srt();
    assertThat(srt.port()).isEqualTo(Settings.OFF);
    assertThat(srt.profile().passphrase()).isEqualTo("correcthorse1");
    assertThat(srt.profile().latencyMs()).isEqualTo(20);
    assertThat(srt.profile().maxLatencyMs()).isEqualTo(8000);
  }

  @Test
  void aRouteHasItsOwnPassphraseAndTakesTheRestOfTheSection() throws Exception {
    Settings settings =
        read(
            """
            srt: {latency-ms: 300, passphrase: correcthorse, policy: article, idle-timeout-ms: 7000}
            routes:
            - {key: a}
            - key: b
              srt: {latency-ms: 500, passphrase: batterystaple, key-length: 32, policy: deadline,
                packet-filter: 'fec,cols:10,rows:5', reorder-tolerance: 9, receive-buffer: 1MB,
                idle-timeout-ms: 1000, peer-latency-ms: 80, max-latency-ms: 900,
                program: 65535, audio-pid: 8190, audio-language: deu, remux: on}
            """);
    SrtProfile general = settings.srt().profile();
    SrtProfile a = settings.routes().get(0).srt().over(general);
    assertThat(a).isEqualTo(general.withPassphrase(null, 0));
    assertThat(settings.routes().get(1).srt().over(general))
        .isEqualTo(
            new SrtProfile(
                500,
                900,
                80,
                "batterystaple",
                32,
                "fec,cols:10,rows:5",
                9,
                DataSize.ofMegabytes(1),
                Duration.ofSeconds(1),
                true,
                "deadline"));
    assertThat(settings.routes().get(0).srt().transport()).isEqualTo(SrtSpec.Transport.DEFAULT);
    assertThat(settings.routes().get(1).srt().transport())
        .isEqualTo(new SrtSpec.Transport(65_535, 8_190, "deu", true));
    assertThat(settings.toString() + general).doesNotContain("correcthorse", "batterystaple");
  }

  @Test
  void portsComeFromTheSectionAndFromRoutes() throws Exception {
    Settings settings =
        read(
            """
            srt:
              port: 1000
              ports: [{port: 1001, key: x}, {port: 0, policy: deadline}]
            routes: [{key: y, sources: [{type: srt-listen, port: 1002}, {type: srt-listen}]}]
            """);
    assertThat(settings.srt().ports())
        .containsExactly(
            new SrtPortSpec("srt.live/x", 1001, StreamKey.parse("x"), null),
            new SrtPortSpec("srt.2", 0, null, "deadline"));
    assertThat(settings.routes().getFirst().srtPorts())
        .containsExactly(new SrtPortSpec("srt.live/y", 1002, StreamKey.parse("y"), null));
  }

  @Test
  void callsAndPushesAreUrlsOrRecords() throws Exception {
    RouteSpec route =
        read("""
        routes:
        - key: x
          sources:
          - {type: srt-call, url: 'srt://[::1]:1?streamid=%23!::r=a,m=request'}
          - {type: srt-call, host: h, port: 2, mode: rendezvous}
          outputs: {srt: off, srt-push: [{url: 'srt://h:3?mode=caller', stream-id: y}]}
        """)
            .routes()
            .getFirst();
    assertThat(route.sources())
        .containsExactly(
            new SourceSpec.SrtCall(
                new SrtAddress("::1", 1, "#!::r=a,m=request", false, 0), DialSpec.DEFAULT),
            new SourceSpec.SrtCall(new SrtAddress("h", 2, "", true, 2), DialSpec.DEFAULT));
    assertThat(route.outputs())
        .containsExactlyInAnyOrder(
            new OutputSpec.Played(PlayerFormat.SRT, false),
            new OutputSpec.SrtPush(new SrtAddress("h", 3, "y", false, 0), DialSpec.DEFAULT));
  }

  @Test
  void limitsHoldOnTheBoundary() throws Exception {
    for (String good :
        new String[] {"latency-ms: 20", "latency-ms: 8000", secret(10), secret(79)}) {
      read("srt: {" + good + "}\n");
      read("routes: [{key: a, srt: {" + good + "}}]\n");
    }
    refused("latency-ms: 19", "latency-ms: expected a whole number, 20 to 8000");
    refused("latency-ms: 8001", "latency-ms: expected a whole number, 20 to 8000");
    refused(secret(9), "passphrase: expected a passphrase of 10 to 79 characters, not 9");
    refused(secret(80), "passphrase: expected a passphrase of 10 to 79 characters, not 80");
    refused("policy: best", "policy: expected one of stock, deadline, article");
    refused("idle-timeout-ms: 999", "idle-timeout-ms: expected a whole number, 1000 to 600000");
    refused("receive-buffer: 1KB", "receive-buffer: expected a size");
    refused("latency-ms: 200, max-latency-ms: 199", "max-latency-ms: expected at least");
  }

  @Test
  void aRouteSaysWhatItDoesNotUnderstand() throws Exception {
    refusedRoute("srt: {key-length: 16}", "srt.key-length: expected a passphrase with it");
    refusedRoute("srt: {passphrase: correcthorse, key-length: 20}", "expected one of 16, 24, 32");
    refusedRoute("srt: {packet-filter: 'fec,rows:5'}", "packet-filter: expected a packet filter");
    refusedRoute("srt: {latency: 5}", "srt.latency: unknown key, expected one of audio-language");
    refusedRoute("srt: {program: 65536}", "srt.program: expected a whole number, 0 to 65535");
    refusedRoute("srt: {audio-language: german}", "audio-language: expected three small letters");
    refusedRoute("srt: {audio-language: DEU}", "audio-language: expected three small letters");
    refusedRoute("srt: {audio-pid: 8191}", "audio-pid: expected a whole number, 0 to 8190");
    refusedRoute(
        "sources: [{type: srt}]",
        "expected rtmp-publish, rtsp-publish, srt-listen, srt-call, rtsp-pull, rtmp-pull, udp-ts,"
            + " test-pattern, file or slate");
    refusedRoute("sources: [{type: srt-call}]", "sources[0]: expected url, or host and port");
    refusedRoute("sources: [{type: srt-call, url: 'http://a'}]", "expected srt://HOST:PORT");
    refusedRoute(
        "sources: [{type: srt-call, url: 'srt://a:1?latency=5'}]", "streamid and mode alone");
    refusedRoute("sources: [{type: srt-call, url: 'srt://a:1?mode=listener'}]", "expected mode");
    refusedRoute("sources: [{type: srt-call, url: 'srt://a:65536'}]", "expected a port");
    refusedRoute(
        "sources: [{type: srt-call, url: 'srt://a:1', local-port: 1}]", "mode: rendezvous with it");
    refusedRoute("outputs: {srt-push: {}}", "outputs.srt-push: expected a list");
    refuses("srt: {port: 5, ports: [{port: 5}]}\n", "srt.port: expected each SRT port");
    refuses("srt: {ports: [{key: a}]}\n", "srt.ports[0].port: expected a whole number");
    refuses("srt: {ports: [{port: 1, kye: a}]}\n", "srt.ports[0].kye: unknown key");
    refuses("srt: {prot: 1}\n", "srt.prot: unknown key, expected one of idle-timeout-ms");
  }

  private static String secret(int length) {
    return "passphrase: " + "p".repeat(length);
  }

  private void refused(String entries, String message) throws Exception {
    refuses("srt: {" + entries + "}\n", message);
    refusedRoute("srt: {" + entries + "}", message);
  }

  private void refusedRoute(String entry, String message) throws Exception {
    refuses("routes:\n- {key: a, " + entry + "}\n", message);
  }

  private void refuses(String text, String message) throws Exception {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("ppppp")
        .hasMessageNotContaining("\n");
  }

  private Settings read(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("t.yaml"), text);
    return SettingsReader.read(file.toString(), Map.of());
  }
}
