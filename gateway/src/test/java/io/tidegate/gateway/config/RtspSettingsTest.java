package io.tidegate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.rtsp.RtspQuirks;
import io.tidegate.rtsp.RtspTransport;
import io.tidegate.rtsp.message.RtspUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RtspSettingsTest {
  @TempDir Path folder;

  @Test
  void camerasAreUrlsWithOrWithoutAUser() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "p@ss\n");
    List<SourceSpec> sources =
        sources(
            """
              - {type: rtsp-pull, url: 'rtsp://u:p%40ss@cam/x'}
              - {type: rtsp-pull, url: 'rtsps://[::1]:9/x', transport: udp, verify-tls: true, quirks: 'ignore-sprop, keep-alive=OPTIONS'}
              - {type: rtsp-pull, url: 'rtsp://cam/x', transport: http, user: u, password-file: SECRET}
            """
                .replace("SECRET", secret.toString()));
    RtspUrl camera = RtspUrl.parse("rtsp://u:p%40ss@cam/x");
    assertThat(sources)
        .containsExactly(
            new SourceSpec.RtspPull(camera, RtspTransport.AUTO, false, RtspQuirks.NONE),
            new SourceSpec.RtspPull(
                RtspUrl.parse("rtsps://[::1]:9/x"),
                RtspTransport.UDP,
                true,
                RtspQuirks.parse("keep-alive=OPTIONS ignore-sprop")),
            new SourceSpec.RtspPull(camera, RtspTransport.HTTP, false, RtspQuirks.NONE));
  }

  @Test
  void saysWhatItDoesNotUnderstandAndNeverThePassword() {
    refused("", "sources[0].url: expected rtsp://HOST:PORT/PATH");
    refused(", url: 'http://u:geheim@cam/x'", "sources[0].url: expected rtsp://HOST:PORT/PATH");
    refused(", url: 'rtsp://u:geheim@cam:0/'", "expected a host and a port, 1 to 65535");
    refused(", url: 'rtsp://u:geheim@cam/', user: x", "expected no user in it");
    refused(", url: 'rtsp://cam/', password: geheim", "password: expected a user with it");
    refused(
        ", url: 'rtsp://cam/', transport: quic", "expected one of auto, tcp, udp, multicast, http");
    refused(", url: 'rtsp://cam/', quirks: sing", "quirks: expected some of transport=tcp");
    refused(", url: 'rtsp://cam/', latency: 1", "sources[0].latency: unknown key");
  }

  private List<SourceSpec> sources(String yaml) throws Exception {
    Path file = folder.resolve("tidegate.yaml");
    Files.writeString(file, "routes:\n- key: x\n  sources:\n" + yaml);
    return SettingsReader.read(file.toString(), Map.of()).routes().getFirst().sources();
  }

  private void refused(String entries, String message) {
    assertThatThrownBy(() -> sources("  - {type: rtsp-pull" + entries + "}\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("geheim");
  }
}
