package io.tidegate.cluster.join;

import io.tidegate.cluster.pki.P256;
import io.tidegate.cluster.pki.PeerCheck;
import io.tidegate.media.Nullable;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import javax.net.ssl.X509TrustManager;

/// Trusts the nodes of the one cluster that a join token names, by the key of its authority. Any
/// thread.
final class PinnedTrust implements X509TrustManager {
  private static final int LENGTH = 2; // the node's, the authority's

  private final String fingerprint;
  private final Clock clock;

  PinnedTrust(String fingerprint, Clock clock) {
    this.fingerprint = fingerprint;
    this.clock = clock;
  }

  void require(X509Certificate @Nullable [] chain) throws CertificateException {
    if (chain == null || chain.length != LENGTH) {
      throw new CertificateException("that is no node of a cluster");
    }
    try {
      if (!P256.fingerprint(chain[1]).equals(fingerprint)) {
        throw new CertificateException(
            "that is another cluster than the one that the join token was made by");
      }
    } catch (CertificateException other) {
      throw other;
    } catch (GeneralSecurityException unreadable) {
      throw new CertificateException("that is no node of a cluster", unreadable);
    }
    new PeerCheck(chain[1], none -> false, clock).check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    require(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("this end calls");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
