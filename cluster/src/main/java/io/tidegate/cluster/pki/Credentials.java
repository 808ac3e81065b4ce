package io.tidegate.cluster.pki;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/// What a node shows to others: its key, its certificate, and who signed it. Immutable.
///
/// @param key of the certificate
/// @param certificate the node's
/// @param authority the cluster's
public record Credentials(PrivateKey key, X509Certificate certificate, X509Certificate authority) {
  /// @throws IllegalArgumentException when they do not belong together
  public Credentials {
    try {
      if (!P256.belong(key, certificate)) {
        throw new IllegalArgumentException("the key is not that of the node's certificate");
      }
      certificate.verify(authority.getPublicKey());
    } catch (GeneralSecurityException foreign) {
      throw new IllegalArgumentException(
          "the node's certificate is not of this authority", foreign);
    }
    if (NodeName.of(certificate).isEmpty()) {
      throw new IllegalArgumentException("the certificate names no node");
    }
  }

  public NodeName name() {
    return NodeName.of(certificate).orElseThrow();
  }

  /// When the last third of the certificate's time begins, or the last four months: from then on it
  /// is renewed.
  public Instant renewFrom() {
    Instant from = certificate.getNotBefore().toInstant();
    Instant to = certificate.getNotAfter().toInstant();
    Duration third = Duration.between(from, to).dividedBy(3);
    Duration most = Authority.NODE_VALIDITY.dividedBy(3);
    return to.minus(third.compareTo(most) < 0 ? third : most);
  }

  @Override
  public String toString() {
    return "Credentials[" + name().uri() + ", hidden key]";
  }
}
