package io.tidegate.cluster.pki;

import io.tidegate.media.Nullable;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// TLS 1.3 (RFC 8446) with the node's certificate over sockets that are connected. Any thread.
public final class NodeTls {
  private static final String[] PROTOCOLS = {"TLSv1.3"};

  private final SSLContext context;

  /// @param credentials asked in each handshake
  /// @param check of the other end
  public NodeTls(Supplier<Credentials> credentials, PeerCheck check)
      throws GeneralSecurityException {
    this(new KeyManager[] {new NodeKeys(credentials)}, new PeerTrust(check));
  }

  private NodeTls(KeyManager @Nullable [] keys, TrustManager trust)
      throws GeneralSecurityException {
    context = SSLContext.getInstance("TLS");
    context.init(keys, new TrustManager[] {trust}, new SecureRandom());
  }

  /// For one who has no certificate yet.
  ///
  /// @param trust says whether it is the right cluster
  public static NodeTls withoutCertificate(X509TrustManager trust) throws GeneralSecurityException {
    return new NodeTls(null, trust);
  }

  /// The end that was called. The caller is asked for a certificate and may have none.
  ///
  /// @param applications ALPN names (RFC 7301) that are served
  public SSLSocket server(Socket socket, String... applications) throws IOException {
    SSLSocket tls = layer(socket, "", false);
    SSLParameters parameters = parameters(tls, applications);
    parameters.setWantClientAuth(true);
    tls.setSSLParameters(parameters);
    return tls;
  }

  /// The end that calls.
  ///
  /// @param application the ALPN name that is wanted
  public SSLSocket client(Socket socket, String application) throws IOException {
    SSLSocket tls = layer(socket, "", true);
    tls.setSSLParameters(parameters(tls, application));
    return tls;
  }

  private SSLSocket layer(Socket socket, String host, boolean client) throws IOException {
    SSLSocket tls =
        (SSLSocket) context.getSocketFactory().createSocket(socket, host, socket.getPort(), true);
    tls.setUseClientMode(client);
    return tls;
  }

  private static SSLParameters parameters(SSLSocket tls, String... applications) {
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setProtocols(PROTOCOLS);
    parameters.setApplicationProtocols(applications);
    return parameters;
  }

  /// What the other end showed in its handshake, now or in one before that is resumed; null when it
  /// has shown none.
  public static X509Certificate @Nullable [] peerChain(SSLSocket tls) {
    try {
      Certificate[] shown = tls.getSession().getPeerCertificates();
      X509Certificate[] chain = new X509Certificate[shown.length];
      for (int i = 0; i < shown.length; i++) {
        chain[i] = (X509Certificate) shown[i];
      }
      return chain;
    } catch (SSLPeerUnverifiedException _) {
      return null;
    }
  }
}
