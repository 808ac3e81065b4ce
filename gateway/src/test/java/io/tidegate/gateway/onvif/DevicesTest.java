package io.tidegate.gateway.onvif;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tidegate.gateway.onvif.DeviceReport.Outcome;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Cameras of this machine are asked what they have.
class DevicesTest {
  private static final String STREAM = "rtsp://user:secret@10.1.2.3:8554/ch1?x=1";
  private static final Duration THREE_HOURS = Duration.ofHours(3);

  private Vertx vertx;
  private Devices devices;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    devices = new Devices(vertx, Clock.systemUTC());
  }

  @AfterEach
  void stop() throws Exception {
    devices.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private DeviceReport ask(String url, String login) throws Exception {
    JsonObject body = new JsonObject().put("url", url);
    if (!login.isEmpty()) {
      int colon = login.indexOf(':');
      body.put("user", login.substring(0, colon)).put("password", login.substring(colon + 1));
    }
    return Objects.requireNonNull(devices.begin(DeviceOrder.parse(body)))
        .report()
        .get(90, TimeUnit.SECONDS);
  }

  private DeviceReport ask(FakeCamera.Spec spec, String login) throws Exception {
    try (FakeCamera camera = FakeCamera.start(spec)) {
      return ask(camera.url(), login);
    }
  }

  @Test
  void tellsProfilesAndWhereTheyPlay() throws Exception {
    DeviceReport report =
        ask(FakeCamera.Spec.of("Yard", STREAM, "rtsp://10.1.2.3/ch2").saying("10.1.2.3"), "");
    assertThat(report.ok()).as("%s", report).isTrue();
    assertThat(report.maker())
        .isEqualTo(new DeviceReport.Maker("Fake Works", "FC-200", "1.2", "0815"));
    assertThat(report.service()).isEqualTo("media");
    assertThat(report.steps()).allMatch(step -> step.outcome() == Outcome.OK);
    // at its own address, and without what it says of passwords
    assertThat(report.profiles())
        .extracting(MediaProfile::url)
        .containsExactly("rtsp://127.0.0.1:8554/ch1?x=1", "rtsp://127.0.0.1/ch2");
    assertThat(report.profiles().getFirst().video())
        .isEqualTo(new MediaProfile.Video("H.264", 320, 180, 25, 200_000L, 25));
  }

  @Test
  void theNewerMediaServiceIsPreferred() throws Exception {
    DeviceReport report = ask(FakeCamera.Spec.of("Yard", STREAM).withMedia2(), "");
    assertThat(report.service()).as("%s", report).isEqualTo("media2");
    MediaProfile profile = report.profiles().getFirst();
    assertThat(profile.video())
        .isEqualTo(new MediaProfile.Video("H.265", 1_920, 1_080, 25, 4_096_000L, 50));
    assertThat(profile.audio()).isEqualTo(new MediaProfile.Audio("G.711", 8_000, 64_000L));
  }

  @Test
  void namesAndPasswordsAreShownByTokenOrByDigest() throws Exception {
    FakeCamera.Spec token = FakeCamera.Spec.of("Yard", STREAM).withLogin("eva:pass word", false);
    FakeCamera.Spec http = FakeCamera.Spec.of("Yard", STREAM).withLogin("eva:pass word", true);
    for (FakeCamera.Spec spec : new FakeCamera.Spec[] {token, http}) {
      assertThat(ask(spec, "eva:pass word").ok()).as("%s", spec).isTrue();
      DeviceReport wrong = ask(spec, "eva:other");
      assertThat(wrong.code()).as("%s", spec).isEqualTo("login");
      assertThat(wrong.cause()).contains("user or password wrong").doesNotContain("other");
      assertThat(wrong.next()).contains("correct them");
      assertThat(ask(spec, "").cause()).contains("asks for user and password");
    }
  }

  @Test
  void theClockOfTheCameraCounts() throws Exception {
    FakeCamera.Spec spec = FakeCamera.Spec.of("Yard", STREAM).withLogin("eva:pass", false);
    DeviceReport late = ask(spec.withClock(THREE_HOURS, THREE_HOURS), "eva:pass");
    assertThat(late.ok()).as("%s", late).isTrue();
    assertThat(Objects.requireNonNull(late.clockAhead()).toMinutes()).isBetween(178L, 181L);
    assertThat(late.steps().getFirst().detail()).isEqualTo("its clock differs by 3 h");
    // local time told as UTC
    assertThat(ask(spec.withClock(Duration.ZERO, THREE_HOURS), "eva:pass").ok()).isTrue();
    DeviceReport untold = ask(spec.withClock(THREE_HOURS, Duration.ZERO), "eva:pass");
    assertThat(untold.code()).isEqualTo("clock");
    assertThat(untold.next()).contains("clock");
    DeviceReport both = ask(spec.withClock(THREE_HOURS, THREE_HOURS), "eva:wrong");
    assertThat(both.code()).isEqualTo("login");
    assertThat(both.cause()).contains("user or password wrong", "its clock differs by 3 h");
  }

  @Test
  void whatIsNoCameraIsToldApart() throws Exception {
    assertThat(ask("http://127.0.0.1:" + closedPort() + "/", "").code()).isEqualTo("port");
    assertThat(ask("http://no-such-host.invalid/", "").code()).isEqualTo("name");
    assertThat(said(200, "<html>hello</html>")).isEqualTo("protocol");
    assertThat(said(404, "")).isEqualTo("protocol");
    assertThat(said(200, "<!DOCTYPE x><Envelope><Body><A/></Body></Envelope>"))
        .isEqualTo("protocol");
    assertThat(said(200, "<Envelope>" + " ".repeat(600 << 10) + "</Envelope>"))
        .isEqualTo("protocol");
    // nothing of ours goes where an answer sends us
    assertThat(said(302, "")).isEqualTo("protocol");
    assertThat(ask(FakeCamera.Spec.of("Yard"), "").code()).isEqualTo("profiles");
    assertThat(ask(FakeCamera.Spec.of("Yard", "http://10.1.2.3/x"), "").code())
        .isEqualTo("profiles");
  }

  private String said(int status, String body) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 8);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/");
            exchange.sendResponseHeaders(status, body.isEmpty() ? -1 : body.length());
            exchange.getResponseBody().write(body.getBytes(UTF_8));
          } catch (IOException enough) {
            // it has read as much as it wants
          }
        });
    server.start();
    try {
      return ask("http://127.0.0.1:" + server.getAddress().getPort() + "/x", "").code();
    } finally {
      server.stop(0);
    }
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
