package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// RTMPS and HTTPS beside the plain listeners, with a certificate made for the test.
class TlsIT {
  private static final String FFMPEG = "ffmpeg";
  private static final int JUDGED_SECONDS = 15;
  private static final int VIEWERS = 20;

  @TempDir static Path folder;
  private static Path certificate;
  private static GatewayProcess gateway;
  private static Footprint warm;

  @BeforeAll
  static void start() throws Exception {
    certificate = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    Certificates.make(certificate, key, "localhost");
    Map<String, String> variables =
        Map.of(
            "TIDEGATE_STREAMS_GRACE_MS", "2000",
            "TIDEGATE_HTTP_TLS_PORT", "0",
            "TIDEGATE_HTTP_TLS_CERT", certificate.toString(),
            "TIDEGATE_HTTP_TLS_KEY", key.toString(),
            "TIDEGATE_RTMP_TLS_PORT", "0",
            "TIDEGATE_RTMP_TLS_CERT", certificate.toString(),
            "TIDEGATE_RTMP_TLS_KEY", key.toString());
    gateway = GatewayProcess.start(folder.resolve("data"), variables);
    cycle("live/warm", 3, List.of());
    warm = gateway.footprint();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void servesOverTlsWhatIsPublishedOverTls() throws Exception {
    cycle(
        "live/s",
        8,
        List.of(
            () -> judged("/live/s.flv", "flv-check"),
            () -> judged("/live/s/index.m3u8", "hls-check")));
    Live.assertBackAt(gateway, warm);
  }

  @Test
  void speaksHttp2AndProvesWhoItIs() throws Exception {
    String answer =
        curl("-o", folder.resolve("page").toString(), "-w", "%{http_code} %{http_version}", "/");
    assertThat(answer).isEqualTo("200 2");
    try (Tool stranger = Tool.start("curl", "-s", https("/"))) {
      assertThat(stranger.await(60)).as("an unknown certificate").isEqualTo(60);
    }
  }

  @Test
  void closesPeersThatDoNotSpeakTls() throws Exception {
    try (Tool plain = Tool.start("curl", "-s", "-m", "10", "http://" + gateway.address("https"))) {
      assertThat(plain.await(60)).isNotZero();
    }
    try (Tool plain = Media.publish("rtmp://" + gateway.address("rtmps") + "/live/plain")) {
      assertThat(plain.await(60)).isNotZero();
    }
    assertThat(gateway.get("/live/plain.flv").statusCode()).isEqualTo(404);
  }

  /// Viewers of before stay, and the next handshake shows the new one.
  @Test
  void takesUpARenewedCertificate() throws Exception {
    Path own = Files.createDirectory(folder.resolve("renewed"));
    Path chain = own.resolve("cert.pem");
    Path key = own.resolve("key.pem");
    Certificates.make(chain, key, "before");
    Map<String, String> variables =
        Map.of(
            "TIDEGATE_HTTP_TLS_PORT", "0",
            "TIDEGATE_HTTP_TLS_CERT", chain.toString(),
            "TIDEGATE_HTTP_TLS_KEY", key.toString());
    try (GatewayProcess renewing = GatewayProcess.start(own.resolve("data"), variables);
        Tool publisher = Media.publishEndlessly(renewing.rtmp("/live/a"))) {
      Live.awaitHls(renewing, "live/a");
      List<Tool> viewers = new ArrayList<>();
      try {
        for (int i = 0; i < VIEWERS; i++) {
          String url = "https://" + renewing.address("https") + "/live/a.flv";
          viewers.add(Tool.start("curl", "-skN", "-o", "/dev/null", url));
        }
        await("viewers")
            .atMost(Patience.FOR_PROGRAMS)
            .until(
                () -> renewing.get("/api/v1/sessions").body().split("viewer", -1).length > VIEWERS);
        Certificates.make(own.resolve("next.pem"), own.resolve("next.key"), "after");
        Files.move(own.resolve("next.pem"), chain, StandardCopyOption.ATOMIC_MOVE);
        await("said that the key is of another")
            .atMost(Patience.FOR_PROGRAMS)
            .until(() -> renewing.get("/health").body().contains("the key is not that"));
        assertThat(subject(renewing)).contains("before");
        Files.move(own.resolve("next.key"), key, StandardCopyOption.ATOMIC_MOVE);
        await("the new one")
            .atMost(Patience.FOR_PROGRAMS)
            .until(() -> subject(renewing).contains("after"));
        assertThat(renewing.get("/api/v1/certificates").body())
            .contains("CN=after", "\"problem\":null");
        assertThat(viewers).allMatch(Tool::isAlive);
        assertThat(publisher.isAlive()).isTrue();
      } finally {
        for (Tool viewer : viewers) {
          viewer.close();
        }
      }
    }
  }

  /// As a new connection sees it.
  private static String subject(GatewayProcess gateway) throws Exception {
    String address = gateway.address("https");
    return Tool.run(
        60,
        "sh",
        "-c",
        "openssl s_client -connect " + address + " </dev/null 2>/dev/null | grep subject");
  }

  /// Publishes over RTMPS and watches in every form; judges watch beside that.
  private static void cycle(String key, int seconds, List<Callable<?>> judges) throws Exception {
    String rtmps = "rtmps://" + gateway.address("rtmps") + "/" + key;
    String name = key.replace('/', '-');
    try (Tool publisher = Media.publish(rtmps)) {
      Live.awaitHls(gateway, key);
      assertThat(gateway.get("/api/v1/sessions").body()).contains("rtmps");
      String page = "/" + key;
      List<Callable<?>> watching = new ArrayList<>(judges);
      watching.add(() -> recorded(https(page + ".flv"), seconds, name + ".flv"));
      watching.add(() -> recorded(https(page + "/index.m3u8"), seconds, name + ".mp4"));
      watching.add(() -> recorded(https(page + "/ts/index.m3u8"), seconds, name + ".ts"));
      watching.add(() -> recorded(rtmps, seconds, name + "-rtmps.flv"));
      Judges.together(watching);
      assertThat(publisher.output()).isEmpty();
    }
    Live.awaitNobody(gateway);
  }

  /// What ffmpeg writes down of so many seconds is whole, and decodes.
  private static boolean recorded(String url, int seconds, String name) throws Exception {
    Path file = folder.resolve(name);
    String arguments = "-nostdin -v error -i " + url + " -t " + seconds + " -c copy " + file;
    assertThat(Tool.run(60 + seconds, FFMPEG, arguments.split(" "))).isEmpty();
    FlvRecording.assertDecodes(FFMPEG, file);
    return true;
  }

  private static boolean judged(String path, String judge) throws Exception {
    Judges.overTls(certificate, judge, https(path), JUDGED_SECONDS);
    return true;
  }

  /// The last argument is the path; the certificate must be the one of the test.
  private static String curl(String... arguments) throws Exception {
    String[] all = new String[arguments.length + 3];
    all[0] = "-s";
    all[1] = "--cacert";
    all[2] = certificate.toString();
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    all[all.length - 1] = https(arguments[arguments.length - 1]);
    return Tool.run(60, "curl", all);
  }

  private static String https(String path) {
    return "https://" + gateway.address("https") + path;
  }
}
