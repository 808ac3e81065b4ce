package io.tidegate.cluster.pki;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;

/// The cluster's own certificate authority. It has one level: it signs certificates of nodes.
/// Immutable; any thread.
///
/// @param certificate its own, signed by itself
/// @param key its private key
public record Authority(X509Certificate certificate, PrivateKey key) {
  /// Of the authority's certificate, which is renewed with its key: nodes trust the key.
  static final Duration VALIDITY = Duration.ofDays(7305);

  /// Of a node's certificate.
  static final Duration NODE_VALIDITY = Duration.ofDays(365);

  /// Clocks of peers are late.
  private static final Duration EARLIER = Duration.ofHours(1);

  private static final int CLUSTER_BYTES = 8;
  private static final String ORGANISATION = "O=Tidegate cluster,CN=";

  /// @throws IllegalArgumentException when they do not belong together
  public Authority {
    try {
      if (!P256.belong(key, certificate)) {
        throw new IllegalArgumentException("the key is not that of the authority's certificate");
      }
    } catch (GeneralSecurityException unusable) {
      throw new IllegalArgumentException("unusable authority", unusable);
    }
  }

  /// A new authority, for a new cluster with a name of its own.
  public static Authority make(Instant now) throws GeneralSecurityException {
    byte[] cluster = new byte[CLUSTER_BYTES];
    new SecureRandom().nextBytes(cluster);
    return sign(HexFormat.of().formatHex(cluster), P256.generate(), now);
  }

  private static Authority sign(String cluster, KeyPair pair, Instant now)
      throws GeneralSecurityException {
    String name = ORGANISATION + cluster;
    CertificateDraft draft =
        new CertificateDraft(
            name,
            name,
            now.minus(EARLIER),
            now.plus(VALIDITY),
            CertificateDraft.Purpose.AUTHORITY,
            List.of());
    return new Authority(draft.sign(pair.getPublic(), pair.getPrivate()), pair.getPrivate());
  }

  /// The cluster's name, 16 hex digits.
  public String cluster() {
    return cluster(certificate);
  }

  /// The name of the cluster whose authority's certificate this is.
  public static String cluster(X509Certificate authority) {
    String name = authority.getSubjectX500Principal().getName(); // RFC 2253: last part first
    String cn = "CN=";
    int end = name.indexOf(',');
    return name.startsWith(cn) && end > 0 ? name.substring(cn.length(), end) : "";
  }

  /// Itself, or one with the same key and a new validity when half of the old one is over.
  public Authority renewed(Instant now) throws GeneralSecurityException {
    Instant half = certificate.getNotAfter().toInstant().minus(VALIDITY.dividedBy(2));
    if (now.isBefore(half)) {
      return this;
    }
    return sign(cluster(), new KeyPair(certificate.getPublicKey(), key), now);
  }

  /// A certificate for a node. It counts from when the authority does, so that a clock that is
  /// ahead for a while makes none that nobody takes afterwards.
  ///
  /// @param owner what [SigningRequest#verify] found
  public X509Certificate issue(PublicKey owner, int number, String id, Instant now)
      throws GeneralSecurityException {
    Instant since = certificate.getNotBefore().toInstant();
    Instant from = now.minus(EARLIER);
    return issue(
        owner,
        new NodeName(cluster(), number, id),
        since.isBefore(from) ? since : from,
        now.plus(NODE_VALIDITY));
  }

  X509Certificate issue(PublicKey owner, NodeName node, Instant from, Instant to)
      throws GeneralSecurityException {
    CertificateDraft draft =
        new CertificateDraft(
            ORGANISATION + cluster(),
            ORGANISATION + node.id(),
            from,
            to,
            CertificateDraft.Purpose.NODE,
            List.of(new GeneralName(GeneralName.uniformResourceIdentifier, node.uri())));
    return draft.sign(owner, key);
  }

  @Override
  public String toString() {
    return "Authority[" + cluster() + ", hidden key]";
  }
}
