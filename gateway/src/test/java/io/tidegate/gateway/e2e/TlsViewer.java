package io.tidegate.gateway.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// Somebody who watches an endless answer over TLS, whoever the server is, and counts what comes.
/// Any thread.
final class TlsViewer implements AutoCloseable {
  private static final SSLContext EVERYBODY = everybody();
  private static final int BUFFER = 4 << 10;

  private final SSLSocket socket;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong mark = new AtomicLong();
  private final AtomicBoolean ended = new AtomicBoolean();

  private TlsViewer(SSLSocket socket) {
    this.socket = socket;
  }

  /// Connects, asks, and reads on a thread of its own.
  static TlsViewer of(String address, String path) throws IOException {
    URI host = URI.create("https://" + address);
    TlsViewer viewer =
        new TlsViewer(
            (SSLSocket) EVERYBODY.getSocketFactory().createSocket(host.getHost(), host.getPort()));
    viewer.socket.startHandshake();
    String request = "GET " + path + " HTTP/1.1\r\nHost: " + address + "\r\n\r\n";
    viewer.socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    Thread.ofVirtual().start(viewer::read);
    return viewer;
  }

  private void read() {
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = socket.getInputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes.addAndGet(read);
      }
    } catch (IOException _) {
      // as if it had ended well: both are an end
    } finally {
      ended.set(true);
    }
  }

  long bytes() {
    return bytes.get();
  }

  void mark() {
    mark.set(bytes.get());
  }

  long bytesSinceMark() {
    return bytes.get() - mark.get();
  }

  boolean hasEnded() {
    return ended.get();
  }

  /// Of the certificate that was shown to this one.
  String subject() {
    try {
      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return shown.getSubjectX500Principal().getName();
    } catch (IOException none) {
      throw new AssertionError(none);
    }
  }

  private static SSLContext everybody() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Trusting()}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException absent) {
      throw new AssertionError(absent);
    }
  }

  private static final class Trusting implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException _) {
      // which is what was wanted
    }
  }
}
