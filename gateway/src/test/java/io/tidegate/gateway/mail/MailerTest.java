package io.tidegate.gateway.mail;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.tidegate.gateway.alarm.Alarm;
import io.tidegate.gateway.alarm.AlarmKind;
import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.e2e.Certificates;
import io.tidegate.gateway.mail.MailOptions.Security;
import io.tidegate.gateway.tls.Authorities;
import io.tidegate.media.Nullable;
import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Ports;
import io.tidegate.media.testing.Tool;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Against a mail server in this process.
@Timeout(300)
class MailerTest {
  private static final Alarm ALARM =
      new Alarm(1, AlarmKind.SOURCE_LOST, "live/grün", "no frames", Instant.EPOCH, 1, null, null);

  @TempDir static Path folder;
  private static Path certificate = Path.of("");

  private GreenMail server = new GreenMail();

  /// Read once by the mail server of this process.
  @BeforeAll
  static void identity() throws Exception {
    certificate = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    Path store = folder.resolve("identity.p12");
    Certificates.make(certificate, key, "mail");
    Tool.run(
        60,
        "openssl",
        ("pkcs12 -export -passout pass:secret -in "
                + certificate
                + " -inkey "
                + key
                + " -out "
                + store)
            .split(" "));
    System.setProperty("greenmail.tls.keystore.file", store.toString());
    System.setProperty("greenmail.tls.keystore.password", "secret");
  }

  @AfterAll
  static void forget() {
    System.clearProperty("greenmail.tls.keystore.file");
    System.clearProperty("greenmail.tls.keystore.password");
  }

  private void serve(int port, String protocol) {
    ServerSetup setup = new ServerSetup(port, "127.0.0.1", protocol);
    setup.setServerStartupTimeout(Patience.FOR_PROGRAMS.toMillis());
    server = new GreenMail(setup);
    server.setUser("gate@example.com", "gate", "planted");
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private int port() {
    return server.getSmtp() == null ? server.getSmtps().getPort() : server.getSmtp().getPort();
  }

  private static Mailer mailer(int port, Security security, String password) throws Exception {
    return mailer(port, security, password, null);
  }

  private static Mailer mailer(
      int port, Security security, String password, @Nullable Path authorities) throws Exception {
    MailOptions options =
        new MailOptions(
            new MailOptions.Server("127.0.0.1", port, security),
            "gate",
            new Token(password),
            "gate@example.com",
            List.of("eva@example.com", "bob@example.com"),
            10,
            Duration.ZERO,
            authorities);
    Mailer mailer =
        new Mailer(options, Authorities.socketFactory(authorities), List::of, Clock.systemUTC());
    mailer.start(Duration.ofMillis(100));
    return mailer;
  }

  @Test
  void anAlarmComesToEverybody() throws Exception {
    serve(0, ServerSetup.PROTOCOL_SMTP);
    try (Mailer mailer = mailer(port(), Security.NONE, "planted")) {
      mailer.alarmed(ALARM, true);
      await("a letter each").until(() -> server.getReceivedMessages().length == 2);
      MimeMessage letter = server.getReceivedMessages()[0];
      assertThat(letter.getSubject()).isEqualTo("[Tidegate] critical: source-lost live/grün");
      assertThat(letter.getAllRecipients()).hasSize(2);
      assertThat(letter.getHeader("Auto-Submitted")).containsExactly("auto-generated");
      assertThat((String) letter.getContent()).contains("no frames");
      await("it is counted").until(() -> mailer.sent() == 1);
      assertThat(mailer.test().get()).isEmpty();
    }
  }

  @Test
  void whatTheServerDoesNotTakeWaits() throws Exception {
    int port = Ports.free();
    try (Mailer mailer = mailer(port, Security.NONE, "planted")) {
      mailer.alarmed(ALARM, true);
      await("it is not reached").until(() -> mailer.problem() != null);
      assertThat(mailer.waiting()).isEqualTo(1);
      serve(port, ServerSetup.PROTOCOL_SMTP);
      await("it came").until(() -> mailer.sent() == 1);
      assertThat(mailer.problem()).isNull();
      assertThat(mailer.waiting()).isZero();
    }
  }

  @Test
  void aServerWithoutTlsGetsNothingWhereItIsWanted() throws Exception {
    serve(0, ServerSetup.PROTOCOL_SMTP);
    try (Mailer mailer = mailer(port(), Security.STARTTLS, "planted")) {
      assertThat(mailer.test().get()).containsIgnoringCase("starttls");
    }
    try (Mailer mailer = mailer(port(), Security.NONE, "wrong")) {
      assertThat(mailer.test().get()).isNotEmpty().doesNotContain("wrong");
    }
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @Test
  void aServerThatNobodyTrustsGetsNothing() throws Exception {
    serve(0, ServerSetup.PROTOCOL_SMTPS);
    try (Mailer mailer = mailer(port(), Security.TLS, "planted")) {
      assertThat(mailer.test().get()).containsIgnoringCase("certif");
    }
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @Test
  void overTlsItComesToWhomWeTrust() throws Exception {
    serve(0, ServerSetup.PROTOCOL_SMTPS);
    try (Mailer mailer = mailer(port(), Security.TLS, "planted", certificate)) {
      assertThat(mailer.test().get()).isEmpty();
    }
    assertThat(server.getReceivedMessages()).hasSize(2);
  }
}
