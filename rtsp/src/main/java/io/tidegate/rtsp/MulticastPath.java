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
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/// A group that the camera sends one track to, joined where the connection to the camera leaves
/// this machine. RFC 2326 §12.39, RFC 3550 §11. Loop-confined.
///
/// Datagrams of others than the camera are dropped.
final class MulticastPath implements TrackPath {
  /// A second of 16 Mbit/s, as over unicast.
  private static final int RECEIVE_BUFFER_BYTES = 2 << 20;

  private final Vertx vertx;
  private final RtspConnection connection;
  private final String described;
  private final int describedPort;
  private final int media;
  private final Receiver receiver;
  private @Nullable DatagramSocket rtp;
  private @Nullable DatagramSocket rtcp;
  private String group = "";
  private String source = "";
  private int rtcpPort;
  private boolean closed;

  /// @param described the group of the description, for cameras whose answer names none; empty when
  ///   it names none either
  /// @param describedPort its port for RTP, 0 without
  MulticastPath(
      Vertx vertx,
      RtspConnection connection,
      String described,
      int describedPort,
      int media,
      Receiver receiver) {
    this.vertx = vertx;
    this.connection = connection;
    this.described = described;
    this.describedPort = describedPort;
    this.media = media;
    this.receiver = receiver;
  }

  /// The camera chooses group and ports.
  @Override
  public TransportHeader offer() {
    return TransportHeader.anyGroup();
  }

  @Override
  public Future<Void> agreed(TransportHeader answer) {
    PortPair ports = answer.multicastPorts();
    if (ports == null && describedPort > 0) {
      ports = new PortPair(describedPort, describedPort + 1);
    }
    group = answer.destination().isEmpty() ? described : answer.destination();
    InetAddress address = groupAddress(group);
    boolean usable = !answer.isTcp() && answer.isPlain() && answer.multicast();
    if (!usable || ports == null || ports.rtp() <= 0 || address == null) {
      return Future.failedFuture(
          new PullFailure(
              PullFailure.Kind.TRANSPORT, "the camera answers " + answer + " to multicast"));
    }
    source = answer.source();
    rtcpPort = ports.rtcp();
    return join(address, ports, answer.ttl());
  }

  private Future<Void> join(InetAddress address, PortPair ports, int ttl) {
    String leavesBy = networkInterface(connection.localHost());
    if (leavesBy.isEmpty()) {
      return Future.failedFuture(
          new PullFailure(PullFailure.Kind.TRANSPORT, "no network interface to join " + group));
    }
    DatagramSocketOptions options =
        new DatagramSocketOptions()
            .setReceiveBufferSize(RECEIVE_BUFFER_BYTES)
            .setReuseAddress(true) // others of this machine may receive it, too
            .setIpV6(address.getAddress().length > 4)
            .setMulticastTimeToLive(Math.clamp(ttl, 1, 255))
            .setMulticastNetworkInterface(leavesBy);
    DatagramSocket first = vertx.createDatagramSocket(options);
    DatagramSocket second = vertx.createDatagramSocket(new DatagramSocketOptions(options));
    rtp = first;
    rtcp = second;
    first.handler(packet -> received(false, packet));
    second.handler(packet -> received(true, packet));
    first.exceptionHandler(_ -> {}); // the time limits tell what it means
    second.exceptionHandler(_ -> {});
    // bound to the group itself, or other groups with this port would come, too
    return first
        .listen(ports.rtp(), group)
        .compose(_ -> second.listen(ports.rtcp(), group))
        .compose(_ -> first.listenMulticastGroup(group, leavesBy, null))
        .compose(_ -> second.listenMulticastGroup(group, leavesBy, null))
        .recover(failure -> {
          String why = "joining " + group + ": " + failure.getMessage();
          return Future.failedFuture(new PullFailure(PullFailure.Kind.TRANSPORT, why));
        });
  }

  /// Null when it is none. Names are not looked up.
  private static @Nullable InetAddress groupAddress(String text) {
    try {
      InetAddress address = InetAddress.ofLiteral(text);
      return address.isMulticastAddress() ? address : null;
    } catch (IllegalArgumentException notOne) {
      return null;
    }
  }

  /// The one that has the address of our end of the connection; empty when none has.
  private static String networkInterface(String localHost) {
    try {
      NetworkInterface found = NetworkInterface.getByInetAddress(InetAddress.ofLiteral(localHost));
      return found == null ? "" : found.getName();
    } catch (SocketException | IllegalArgumentException gone) {
      return "";
    }
  }

  private void received(boolean isRtcp, DatagramPacket packet) {
    String from = packet.sender().hostAddress();
    if (!closed && (from.equals(connection.remoteHost()) || from.equals(source))) {
      receiver.packet(media, isRtcp, Bytes.wrap(packet.data().getBytes()));
    }
  }

  /// To the group, as all receivers' reports go. RFC 3550 §6
  @Override
  public void rtcp(Bytes compound) {
    DatagramSocket out = rtcp;
    if (!closed && out != null) {
      out.send(SocketBytes.buffer(compound), rtcpPort, group);
    }
  }

  @Override
  public void close() {
    closed = true;
    if (rtp != null) {
      rtp.close();
    }
    if (rtcp != null) {
      rtcp.close();
    }
  }
}
