package io.tidegate.gateway.tls;

import io.tidegate.media.Nullable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/// Who may have signed the certificates of servers that this gateway calls. Stateless.
public final class Authorities {
  private Authorities() {}

  /// @param authorities PEM certificates, null for those that Java trusts
  public static SSLSocketFactory socketFactory(@Nullable Path authorities)
      throws IOException, GeneralSecurityException {
    return authorities == null
        ? (SSLSocketFactory) SSLSocketFactory.getDefault()
        : context(authorities).getSocketFactory();
  }

  /// @param authorities PEM certificates
  public static SSLContext context(Path authorities) throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream pem = Files.newInputStream(authorities)) {
      int number = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        trusted.setCertificateEntry("authority" + number++, one);
      }
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
