package io.tidegate.gateway.e2e;

import io.tidegate.media.testing.Patience;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/// Somebody who sends what he likes to a gateway.
///
/// @param host the address that he comes from: all of 127.0.0.0/8 is this machine
record Stranger(GatewayProcess gateway, String host) {
  private static final int LONGEST_HEAD = 16 << 10;

  Socket connect(String listener) throws IOException {
    String address = gateway.address(listener);
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral(host), 0));
    socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    socket.setSoTimeout(Math.toIntExact(Patience.FOR_PROGRAMS.toMillis()));
    return socket;
  }

  /// The head of the answer, to its empty line; less where the gateway ends it before.
  String ask(String listener, String request) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    try (Socket socket = connect(listener)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      int next = in.read();
      while (next >= 0 && head.size() < LONGEST_HEAD) {
        head.write(next);
        if (head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
          break;
        }
        next = in.read();
      }
    } catch (SocketException reset) {
      return head.toString(StandardCharsets.UTF_8);
    }
    return head.toString(StandardCharsets.UTF_8);
  }
}
