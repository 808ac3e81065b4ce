package io.tidegate.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.gateway.config.Settings;
import io.tidegate.gateway.e2e.Certificates;
import io.tidegate.media.testing.Tool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The certificate that the gateway makes for itself, as openssl and the JDK see it.
class OwnCertificateTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

  @TempDir Path folder;
  private Settings.Tls files;

  @BeforeEach
  void name() {
    Path own = folder.resolve("tls");
    files = new Settings.Tls(own.resolve("cert.pem"), own.resolve("key.pem"), true);
  }

  private void tend(Instant at) throws Exception {
    new OwnCertificate(files, Clock.fixed(at, ZoneOffset.UTC)).tend();
  }

  private Identity identity() throws Exception {
    return Identity.parse(Files.readAllBytes(files.certificate()), Files.readAllBytes(files.key()));
  }

  @Test
  void isWhatServersShow() throws Exception {
    tend(NOW);
    Identity made = identity();
    var own = made.own();
    own.verify(own.getPublicKey());
    own.checkValidity(Date.from(NOW));
    assertThat(Duration.between(own.getNotBefore().toInstant(), own.getNotAfter().toInstant()))
        .isEqualTo(SelfSigned.VALIDITY)
        .isEqualTo(Duration.ofDays(397));
    assertThat(own.getSigAlgName()).isEqualTo("SHA256withECDSA");
    assertThat(((ECPublicKey) own.getPublicKey()).getParams().getCurve().getField().getFieldSize())
        .isEqualTo(256);
    assertThat(own.getVersion()).isEqualTo(3);
    assertThat(own.getBasicConstraints()).isEqualTo(-1);
    assertThat(made.names()).contains("localhost", "tidegate.local", "127.0.0.1");
    assertThat(made.isSelfSigned()).isTrue();
    assertThat(made.fingerprint()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.key())))
        .isEqualTo("rw-------");
  }

  @Test
  void opensslTakesIt() throws Exception {
    tend(Instant.now());
    String chain = files.certificate().toString();
    assertThat(
            Tool.run(
                60,
                "openssl",
                "verify",
                "-x509_strict",
                "-purpose",
                "sslserver",
                "-CAfile",
                chain,
                "-verify_hostname",
                "tidegate.local",
                chain))
        .contains(": OK");
    assertThat(
            Tool.run(60, "openssl", "verify", "-CAfile", chain, "-verify_ip", "127.0.0.1", chain))
        .contains(": OK");
    assertThat(Tool.run(60, "openssl", "x509", "-noout", "-fingerprint", "-sha256", "-in", chain))
        .contains(identity().fingerprint());
    Tool.run(60, "openssl", "pkey", "-check", "-noout", "-in", files.key().toString());
  }

  @Test
  void isRenewedThirtyDaysBeforeItsEndAndNotEarlier() throws Exception {
    tend(NOW);
    Identity first = identity();
    Instant due = first.own().getNotAfter().toInstant().minus(Duration.ofDays(30));
    tend(due.minusSeconds(1));
    assertThat(identity().own()).isEqualTo(first.own());
    tend(due);
    assertThat(identity().own()).isEqualTo(first.own());
    tend(due.plusSeconds(1));
    Identity second = identity();
    assertThat(second.own()).isNotEqualTo(first.own());
    assertThat(second.own().getSerialNumber()).isNotEqualTo(first.own().getSerialNumber());
    assertThat(second.own().getNotAfter().toInstant())
        .isEqualTo(due.plusSeconds(1).minus(Duration.ofHours(1)).plus(SelfSigned.VALIDITY));
  }

  @Test
  void looksOnceAnHour() throws Exception {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    OwnCertificate own = new OwnCertificate(files, clock);
    own.tend();
    Files.delete(files.certificate());
    Files.delete(files.key());
    own.tend();
    assertThat(files.certificate()).doesNotExist();
    tend(NOW.plus(Duration.ofHours(1)));
    assertThat(files.certificate()).exists();
  }

  @Test
  void anotherNameOfTheMachineMakesAnotherCertificateAtOnce() throws Exception {
    AtomicReference<String> name = new AtomicReference<>("gate-1");
    OwnCertificate own = new OwnCertificate(files, Clock.fixed(NOW, ZoneOffset.UTC), name::get);
    own.tend();
    Identity first = identity();
    assertThat(first.names()).contains("gate-1", "gate-1.local", "localhost", "127.0.0.1");
    own.tend();
    assertThat(identity().own()).isEqualTo(first.own());
    name.set("studio.example.org");
    own.tend();
    Identity second = identity();
    assertThat(second.names())
        .contains("studio.example.org", "studio", "studio.local", "localhost")
        .doesNotContain("gate-1", "gate-1.local");
    assertThat(second.fingerprint()).isNotEqualTo(first.fingerprint());
    name.set(""); // what it has is enough then
    own.tend();
    assertThat(identity().own()).isEqualTo(second.own());
  }

  @Test
  void aCertificateOfSomebodyStaysWhenTheMachineGetsAnotherName() throws Exception {
    AtomicReference<String> name = new AtomicReference<>("gate-1");
    OwnCertificate own = new OwnCertificate(files, Clock.fixed(NOW, ZoneOffset.UTC), name::get);
    own.tend();
    Certificates.make(files.certificate(), files.key(), "given");
    byte[] given = Files.readAllBytes(files.certificate());
    name.set("gate-2");
    own.tend();
    assertThat(Files.readAllBytes(files.certificate())).isEqualTo(given);
  }

  @Test
  void namesOfMachinesAreThoseThatOthersCouldAskFor() {
    for (String good : List.of("gate-1", "box7", "a", "3com", "gate.example.org", "a-1.b2")) {
      assertThat(MachineName.usable(good)).as(good).isEqualTo(good);
    }
    assertThat(MachineName.usable("GATE")).isEqualTo("gate");
    for (String wrong :
        List.of("", "localhost", "192.0.2.1", "1", "-a", "a-", "a_b", "a..b", "a b", "*.a", "a.")) {
      assertThat(MachineName.usable(wrong)).as(wrong).isEmpty();
    }
    assertThat(MachineName.usable("a".repeat(63))).hasSize(63);
    assertThat(MachineName.usable("a".repeat(64))).isEmpty();
  }

  @Test
  void whatSomebodyPutThereIsNeverTouched() throws Exception {
    Files.createDirectories(files.certificate().resolveSibling(""));
    Certificates.make(files.certificate(), files.key(), "given");
    byte[] given = Files.readAllBytes(files.certificate());
    tend(Instant.now().plus(Duration.ofDays(1_000)));
    assertThat(Files.readAllBytes(files.certificate())).isEqualTo(given);
    Files.write(files.certificate(), "damaged".getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> tend(NOW)).isInstanceOf(GeneralSecurityException.class);
    assertThat(files.certificate()).hasContent("damaged");
  }

  @Test
  void twoHaveNothingInCommon() throws Exception {
    SelfSigned one = SelfSigned.make(List.of("a"), List.of(), NOW);
    SelfSigned other = SelfSigned.make(List.of("a"), List.of(), NOW);
    assertThat(one.key()).isNotEqualTo(other.key());
    assertThat(one.toString()).doesNotContain("PRIVATE");
  }
}
