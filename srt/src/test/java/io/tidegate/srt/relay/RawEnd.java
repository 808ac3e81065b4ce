package io.tidegate.srt.relay;

import io.tidegate.media.Bytes;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/// One end of a relayed path below SRT: a peer, or the place of libsrt.
final class RawEnd implements AutoCloseable {
  private static final int PATIENCE_MS = 30_000;

  private final DatagramSocket socket;
  private SocketAddress other;

  /// @param other where packets go; null answers whoever sent last
  RawEnd(String host, SocketAddress other) throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(host), 0));
    socket.setSoTimeout(PATIENCE_MS);
    this.other = other;
  }

  static RawEnd inPlaceOfLibsrt() throws IOException {
    return new RawEnd("127.0.0.1", new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9));
  }

  static RawEnd peerOf(RelayPort port) throws IOException {
    return new RawEnd("127.0.0.1", port.address());
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  void send(Bytes packet) throws IOException {
    send(packet, other);
  }

  void send(Bytes packet, SocketAddress to) throws IOException {
    byte[] bytes = packet.toByteArray();
    socket.send(new DatagramPacket(bytes, bytes.length, to));
  }

  /// The next packet; whoever sent it is answered from now on.
  Bytes receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
    socket.receive(packet);
    other = packet.getSocketAddress();
    return Bytes.copyOf(packet.getData(), 0, packet.getLength());
  }

  /// Where the last packet came from.
  InetSocketAddress other() {
    return (InetSocketAddress) other;
  }

  /// Waits for this very packet; others before it are let go.
  void receiveUntil(Bytes wanted) throws IOException {
    Bytes next = receive();
    while (!next.equals(wanted)) {
      next = receive();
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
