package io.tidegate.rtsp;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.rtsp.message.PortPair;
import io.tidegate.rtsp.message.TransportHeader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import java.util.concurrent.ThreadLocalRandom;

/// Two UDP ports, RTP on the even one and RTCP on the next. RFC 3550 §11. Loop-confined.
///
/// Datagrams of other hosts than the peer's are dropped.
final class DatagramPath implements TrackPath {
  /// A second of 16 Mbit/s; the kernel gives less where `net.core.rmem_max` is small.
  private static final int RECEIVE_BUFFER_BYTES = 2 << 20;

  private static final int LOWEST_PORT = 20_000;
  private static final int HIGHEST_PORT = 60_000;

  /// With a tenth of the ports taken, all of these attempts fail once in 10^20.
  private static final int ATTEMPTS = 20;

  /// An RTP header without payload and an empty receiver report: they open the way back through
  /// address translators.
  private static final Bytes OPENING_RTP = Bytes.ofHex("80000000 00000000 00000000");

  private static final Bytes OPENING_RTCP = Bytes.ofHex("80C90001 00000000");

  private final DatagramSocket rtp;
  private final DatagramSocket rtcp;
  private final PortPair ports;
  private final String remoteHost;
  private final PeerAddress peer;
  private @Nullable PortPair remotePorts;
  private boolean closed;

  private DatagramPath(DatagramSocket rtp, DatagramSocket rtcp, PortPair ports, String remoteHost) {
    this.rtp = rtp;
    this.rtcp = rtcp;
    this.ports = ports;
    this.remoteHost = remoteHost;
    this.peer = new PeerAddress(remoteHost);
  }

  /// @param local address of ours, empty for all of them
  /// @param remote address of the peer, or of a group
  /// @param trafficClass of what we send, as IP headers have it
  record Ends(String local, String remote, int trafficClass) {
    private String bound() {
      String any = isIpV6() ? "::" : "0.0.0.0";
      return local.isEmpty() ? any : local;
    }

    private boolean isIpV6() {
      return remote.indexOf(':') >= 0;
    }
  }

  /// Binds a free pair of ports.
  ///
  /// @param remoteHost address of the peer
  static Future<DatagramPath> open(Vertx vertx, String remoteHost, int media, Receiver receiver) {
    return open(vertx, new Ends("", remoteHost, 0), media, receiver);
  }

  /// Binds a free pair of ports.
  static Future<DatagramPath> open(Vertx vertx, Ends ends, int media, Receiver receiver) {
    return open(vertx, ends, socketOptions(ends), ATTEMPTS)
        .map(path -> path.receive(media, receiver));
  }

  /// Binds a free pair of ports to send to a group from.
  static Future<DatagramPath> open(Vertx vertx, String group, RtspMulticast multicast) {
    Ends ends = new Ends("", group, 0);
    DatagramSocketOptions options = socketOptions(ends).setMulticastTimeToLive(multicast.ttl());
    if (!multicast.networkInterface().isEmpty()) {
      options.setMulticastNetworkInterface(multicast.networkInterface());
    }
    return open(vertx, ends, options, ATTEMPTS).map(path -> path.receive(0, (_, _, _) -> {}));
  }

  private static DatagramSocketOptions socketOptions(Ends ends) {
    DatagramSocketOptions options =
        new DatagramSocketOptions()
            .setReceiveBufferSize(RECEIVE_BUFFER_BYTES)
            .setIpV6(ends.isIpV6());
    if (ends.trafficClass() != 0) {
      options.setTrafficClass(ends.trafficClass());
    }
    return options;
  }

  private static Future<DatagramPath> open(
      Vertx vertx, Ends ends, DatagramSocketOptions options, int attempts) {
    int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT / 2, HIGHEST_PORT / 2) * 2;
    DatagramSocket rtp = vertx.createDatagramSocket(options);
    DatagramSocket rtcp = vertx.createDatagramSocket(options);
    return rtp.listen(port, ends.bound())
        .compose(_ -> rtcp.listen(port + 1, ends.bound()))
        .map(_ -> new DatagramPath(rtp, rtcp, new PortPair(port, port + 1), ends.remote()))
        .recover(taken -> {
          rtp.close();
          rtcp.close();
          return attempts > 1
              ? open(vertx, ends, options, attempts - 1)
              : Future.failedFuture("no UDP ports: " + taken.getMessage());
        });
  }

  private DatagramPath receive(int media, Receiver receiver) {
    rtp.handler(packet -> received(media, false, packet, receiver));
    rtcp.handler(packet -> received(media, true, packet, receiver));
    rtp.exceptionHandler(_ -> {}); // an ICMP message: the time limits tell what it means
    rtcp.exceptionHandler(_ -> {});
    return this;
  }

  private void received(int media, boolean isRtcp, DatagramPacket packet, Receiver receiver) {
    if (!closed && peer.is(packet.sender().hostAddress())) {
      receiver.packet(media, isRtcp, Bytes.wrap(packet.data().getBytes()));
    }
  }

  @Override
  public TransportHeader offer() {
    return TransportHeader.udp(ports, false);
  }

  @Override
  public Future<Void> agreed(TransportHeader answer) {
    if (answer.isTcp() || !answer.isPlain() || answer.multicast()) {
      String wanted = answer.profile() + (answer.multicast() ? " multicast" : "");
      return Future.failedFuture(
          new PullFailure(PullFailure.Kind.TRANSPORT, "the camera answers " + wanted + " to UDP"));
    }
    PortPair server = answer.serverPorts();
    remotePorts = server;
    if (server != null && server.rtp() > 0 && server.rtcp() > 0) {
      send(rtp, server.rtp(), OPENING_RTP);
      send(rtcp, server.rtcp(), OPENING_RTCP);
    }
    return Future.succeededFuture();
  }

  /// Ours.
  PortPair ports() {
    return ports;
  }

  /// A client's ports, to which everything goes from here on.
  void peer(PortPair client) {
    remotePorts = client;
  }

  void rtp(Bytes packet) {
    PortPair peer = remotePorts;
    if (peer != null && peer.rtp() > 0) {
      send(rtp, peer.rtp(), packet);
    }
  }

  @Override
  public void rtcp(Bytes compound) {
    PortPair server = remotePorts;
    if (server != null && server.rtcp() > 0) {
      send(rtcp, server.rtcp(), compound);
    }
  }

  private void send(DatagramSocket socket, int port, Bytes bytes) {
    if (!closed) {
      socket.send(SocketBytes.buffer(bytes), port, remoteHost); // what is lost is lost
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      rtp.close();
      rtcp.close();
    }
  }
}
