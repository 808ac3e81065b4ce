package io.tidegate.gateway.syslog;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// A connection to a receiver of syslog. Blocks; confined to the sender's thread but for [#close].
sealed interface SyslogLine extends AutoCloseable {
  Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  void send(byte[] message) throws IOException;

  @Override
  void close();

  /// @param tls for TLS
  static SyslogLine open(SyslogTarget target, SSLSocketFactory tls) throws IOException {
    return switch (target.transport()) {
      case UDP -> new Datagrams(target);
      case TCP -> new Stream(connect(target));
      case TLS -> new Stream(secured(target, tls, connect(target)));
    };
  }

  private static Socket connect(SyslogTarget target) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(
          new InetSocketAddress(target.host(), target.port()), (int) CONNECT_TIMEOUT.toMillis());
      socket.setKeepAlive(true);
      return socket;
    } catch (IOException | RuntimeException unreachable) {
      socket.close();
      throw unreachable;
    }
  }

  /// RFC 5425 §4.2, §5.2: the certificate has to be of the host that was asked for.
  private static Socket secured(SyslogTarget target, SSLSocketFactory tls, Socket plain)
      throws IOException {
    try {
      plain.setSoTimeout((int) CONNECT_TIMEOUT.toMillis());
      SSLSocket socket = (SSLSocket) tls.createSocket(plain, target.host(), target.port(), true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      socket.setSoTimeout(0);
      return socket;
    } catch (IOException | RuntimeException refused) {
      plain.close();
      throw refused;
    }
  }

  /// One message a datagram, RFC 5426 §3.1.
  final class Datagrams implements SyslogLine {
    private final DatagramSocket socket;

    private Datagrams(SyslogTarget target) throws IOException {
      socket = new DatagramSocket();
      try {
        socket.connect(new InetSocketAddress(target.host(), target.port()));
      } catch (IOException | RuntimeException unreachable) {
        socket.close();
        throw unreachable;
      }
    }

    @Override
    public void send(byte[] message) throws IOException {
      socket.send(new DatagramPacket(message, message.length));
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  /// Each message after its length, RFC 5425 §4.3, RFC 6587 §3.4.1.
  final class Stream implements SyslogLine {
    private final Socket socket;
    private final OutputStream output;

    private Stream(Socket socket) throws IOException {
      this.socket = socket;
      this.output = new BufferedOutputStream(socket.getOutputStream(), 16_384);
      InputStream input = socket.getInputStream();
      Thread.ofVirtual().name("syslog-end").start(() -> awaitEnd(input));
    }

    /// Receivers say nothing; one that closes is found out by reading alone.
    private void awaitEnd(InputStream input) {
      try {
        while (input.read() >= 0) {
          // whatever it says
        }
      } catch (IOException broken) {
        // closed below, whoever began
      }
      close();
    }

    @Override
    public void send(byte[] message) throws IOException {
      output.write((message.length + " ").getBytes(StandardCharsets.US_ASCII));
      output.write(message);
      output.flush();
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException alreadyGone) {
        // nothing is left to close
      }
    }
  }
}
