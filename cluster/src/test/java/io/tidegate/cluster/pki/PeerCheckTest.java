package io.tidegate.cluster.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerCheckTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final String ID = "0123456789abcdef0123456789abcdef";

  @TempDir Path folder;
  private Authority authority;
  private Revocations revocations;
  private KeyPair pair;

  @BeforeEach
  void setUp() throws Exception {
    authority = Authority.make(NOW);
    revocations = Revocations.open(new PrivateFiles(folder));
    pair = P256.generate();
  }

  private PeerCheck at(Instant now) {
    return new PeerCheck(
        authority.certificate(), revocations::contains, Clock.fixed(now, ZoneOffset.UTC));
  }

  private Refusal refusal(Instant now, X509Certificate... chain) {
    return catchThrowableOfType(PeerRefusedException.class, () -> at(now).check(chain)).reason();
  }

  @Test
  void namesTheOwnerOfACertificateOfTheAuthority() throws Exception {
    X509Certificate node = authority.issue(pair.getPublic(), 7, ID, NOW);

    NodeName name = at(NOW).check(new X509Certificate[] {node}, 7);

    assertThat(name).isEqualTo(new NodeName(authority.cluster(), 7, ID));
    assertThat(node.getVersion()).isEqualTo(3);
    assertThat(node.getKeyUsage()).startsWith(true, false);
    assertThat(node.getCriticalExtensionOIDs()).contains("2.5.29.15", "2.5.29.19");
  }

  @Test
  void refusesWhoeverShowsNone() {
    assertThat(refusal(NOW)).isEqualTo(Refusal.NO_CERTIFICATE);
  }

  @Test
  void refusesThoseOfAnotherAuthority() throws Exception {
    X509Certificate node = Authority.make(NOW).issue(pair.getPublic(), 1, ID, NOW);

    assertThat(refusal(NOW, node)).isEqualTo(Refusal.FOREIGN);
  }

  @Test
  void refusesOneThatOnlyNamesTheAuthority() throws Exception {
    String issuer = "O=Tidegate cluster,CN=" + authority.cluster();
    NodeName name = new NodeName(authority.cluster(), 1, ID);
    CertificateDraft draft =
        new CertificateDraft(
            issuer,
            issuer,
            NOW,
            NOW.plus(Duration.ofDays(1)),
            CertificateDraft.Purpose.NODE,
            List.of(new GeneralName(GeneralName.uniformResourceIdentifier, name.uri())));

    assertThat(refusal(NOW, draft.sign(pair.getPublic(), pair.getPrivate())))
        .isEqualTo(Refusal.FOREIGN);
  }

  @Test
  void refusesCertificatesThatANodeHasSigned() throws Exception {
    X509Certificate node = authority.issue(pair.getPublic(), 1, ID, NOW);
    Authority pretended = new Authority(node, pair.getPrivate());
    X509Certificate below =
        pretended.issue(
            P256.generate().getPublic(),
            NodeName.of(node).orElseThrow(),
            NOW,
            NOW.plus(Duration.ofDays(1)));

    assertThat(refusal(NOW, below, node)).isEqualTo(Refusal.FOREIGN);
  }

  @Test
  void oneThatWasMadeByAClockFarAheadCountsNowToo() throws Exception {
    X509Certificate node =
        authority.issue(pair.getPublic(), 1, ID, NOW.plus(Duration.ofDays(4000)));

    assertThat(at(NOW).check(new X509Certificate[] {node}).number()).isEqualTo(1);
    Credentials credentials = new Credentials(pair.getPrivate(), node, authority.certificate());
    assertThat(credentials.renewFrom()).isAfter(NOW.plus(Duration.ofDays(4000)));
  }

  @Test
  void refusesTheAuthoritysOwnCertificate() {
    assertThat(refusal(NOW, authority.certificate())).isEqualTo(Refusal.NOT_A_NODE);
  }

  @Test
  void refusesBeforeAndAfterItsTime() throws Exception {
    X509Certificate node = authority.issue(pair.getPublic(), 1, ID, NOW);
    Instant from = node.getNotBefore().toInstant();
    Instant to = node.getNotAfter().toInstant();

    assertThat(at(from).check(new X509Certificate[] {node}).number()).isEqualTo(1);
    assertThat(at(to).check(new X509Certificate[] {node}).number()).isEqualTo(1);
    assertThat(refusal(from.minusMillis(1), node)).isEqualTo(Refusal.NOT_YET_VALID);
    assertThat(refusal(to.plusMillis(1), node)).isEqualTo(Refusal.EXPIRED);
  }

  @Test
  void refusesWhatWasRevoked() throws Exception {
    X509Certificate node = authority.issue(pair.getPublic(), 3, ID, NOW);
    revocations.add(NodeName.of(node).orElseThrow(), NOW);

    assertThat(refusal(NOW, node)).isEqualTo(Refusal.REVOKED);
  }

  @Test
  void refusesAnotherNodeThanTheOneThatWasCalled() throws Exception {
    X509Certificate node = authority.issue(pair.getPublic(), 3, ID, NOW);

    Refusal reason =
        catchThrowableOfType(
                PeerRefusedException.class, () -> at(NOW).check(new X509Certificate[] {node}, 4))
            .reason();

    assertThat(reason).isEqualTo(Refusal.OTHER_NODE);
  }

  @Test
  void aRenewedAuthorityHasItsKeyAndItsNodes() throws Exception {
    X509Certificate node = authority.issue(pair.getPublic(), 3, ID, NOW);
    assertThat(authority.renewed(NOW.plus(Duration.ofDays(3000)))).isSameAs(authority);

    Authority renewed = authority.renewed(NOW.plus(Duration.ofDays(4000)));

    assertThat(renewed.certificate().getNotAfter()).isAfter(authority.certificate().getNotAfter());
    assertThat(P256.fingerprint(renewed.certificate()))
        .isEqualTo(P256.fingerprint(authority.certificate()));
    authority = renewed;
    assertThat(at(NOW).check(new X509Certificate[] {node}).number()).isEqualTo(3);
  }
}
