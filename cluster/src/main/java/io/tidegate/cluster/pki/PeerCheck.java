package io.tidegate.cluster.pki;

import io.tidegate.media.Nullable;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.function.IntPredicate;

/// Says who the owner of a certificate is, or why it is nobody here. Any thread.
///
/// It is asked in the handshake, and once more after it: a TLS session that is resumed skips the
/// former.
public final class PeerCheck {
  private static final List<String> PURPOSES =
      List.of("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"); // server and client, RFC 5280 §4.2.1.12

  private final X509Certificate authority;
  private final IntPredicate revoked;
  private final Clock clock;

  /// @param revoked whether the node of this number is not trusted any more
  public PeerCheck(X509Certificate authority, IntPredicate revoked, Clock clock) {
    this.authority = authority;
    this.revoked = revoked;
    this.clock = clock;
  }

  X509Certificate authority() {
    return authority;
  }

  /// @param chain the peer's, its own certificate first
  /// @throws PeerRefusedException with the reason
  public NodeName check(X509Certificate @Nullable [] chain) throws PeerRefusedException {
    if (chain == null || chain.length == 0) {
      throw new PeerRefusedException(Refusal.NO_CERTIFICATE);
    }
    X509Certificate own = chain[0];
    if (!isSigned(own)) {
      throw new PeerRefusedException(Refusal.FOREIGN);
    }
    try {
      own.checkValidity(Date.from(clock.instant()));
    } catch (CertificateExpiredException _) {
      throw new PeerRefusedException(Refusal.EXPIRED);
    } catch (CertificateNotYetValidException _) {
      throw new PeerRefusedException(Refusal.NOT_YET_VALID);
    }
    NodeName name =
        NodeName.of(own).orElseThrow(() -> new PeerRefusedException(Refusal.NOT_A_NODE));
    if (!isForNodes(own) || !name.cluster().equals(Authority.cluster(authority))) {
      throw new PeerRefusedException(Refusal.NOT_A_NODE);
    }
    if (revoked.test(name.number())) {
      throw new PeerRefusedException(Refusal.REVOKED);
    }
    return name;
  }

  /// As [#check], and it has to be this node.
  public NodeName check(X509Certificate @Nullable [] chain, int number)
      throws PeerRefusedException {
    NodeName name = check(chain);
    if (name.number() != number) {
      throw new PeerRefusedException(Refusal.OTHER_NODE);
    }
    return name;
  }

  /// The authority signs nodes alone, so that no path has to be built: RFC 5280 §6.1 for one.
  private boolean isSigned(X509Certificate own) {
    if (!own.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
      return false;
    }
    try {
      own.verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static boolean isForNodes(X509Certificate own) throws PeerRefusedException {
    try {
      List<String> purposes = own.getExtendedKeyUsage();
      return own.getBasicConstraints() < 0
          && purposes != null
          && purposes.containsAll(PURPOSES)
          && !own.hasUnsupportedCriticalExtension();
    } catch (GeneralSecurityException _) {
      throw new PeerRefusedException(Refusal.NOT_A_NODE);
    }
  }
}
