package io.tidegate.srt;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// Ports that are free now, for programs that must be told one.
final class FreePorts {
  private FreePorts() {}

  static int udp() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(loopback(0))) {
      return socket.getLocalPort();
    }
  }

  static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }
}
