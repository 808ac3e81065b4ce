package io.tidegate.udp;

import io.tidegate.media.Nullable;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ProtocolFamily;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.Locale;

/// Opens sockets, and says what is wrong when they cannot be had. Nothing here waits; names are not
/// looked up. Any thread.
final class UdpSockets {
  /// Room for bursts of a push: what a loop that is 20 ms late sends of 80 Mbit/s.
  private static final int SEND_BYTES = 256 << 10;

  private UdpSockets() {}

  /// Non-blocking, bound, and in its group.
  ///
  /// @throws IOException whose message is for the operator
  static DatagramChannel listen(UdpListenTarget target) throws IOException {
    UdpAddress address = target.address();
    InetAddress host = address.literal();
    if (host == null && !address.host().isEmpty()) {
      throw new IOException("an address to listen on, not the name " + address.host());
    }
    // without an address both families come
    DatagramChannel channel =
        host == null ? DatagramChannel.open() : DatagramChannel.open(family(host));
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_RCVBUF, target.receiveBytes());
      if (address.isMulticast()) {
        // other programs of this machine may receive it, too
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      }
      // to the group itself, or other groups with this port would come, too
      channel.bind(
          host == null
              ? new InetSocketAddress(address.port())
              : new InetSocketAddress(host, address.port()));
      if (host != null && host.isMulticastAddress()) {
        join(channel, host, address.sourceAddress(), target.networkInterface());
      }
      return channel;
    } catch (IOException | RuntimeException failure) {
      channel.close();
      throw new IOException(words(failure, address), failure);
    }
  }

  private static void join(
      DatagramChannel channel, InetAddress group, @Nullable InetAddress source, String wanted)
      throws IOException {
    NetworkInterface by = wanted.isEmpty() ? leadingTo(group) : named(wanted);
    if (source == null) {
      channel.join(group, by);
    } else {
      channel.join(group, by, source);
    }
  }

  /// Non-blocking; sends to `to` alone, and hears when nobody listens there.
  ///
  /// @throws IOException whose message is for the operator
  static DatagramChannel send(UdpPushTarget target, InetSocketAddress to) throws IOException {
    InetAddress host = to.getAddress();
    DatagramChannel channel = DatagramChannel.open(family(host));
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BYTES);
      channel.setOption(StandardSocketOptions.IP_TOS, target.dscp() << 2);
      if (!target.networkInterface().isEmpty()) {
        leaveBy(channel, host, named(target.networkInterface()));
      }
      if (host.isMulticastAddress()) {
        channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, Math.max(1, target.ttl()));
      }
      channel.connect(to);
      return channel;
    } catch (IOException | RuntimeException failure) {
      channel.close();
      throw new IOException(words(failure, target.address()), failure);
    }
  }

  private static void leaveBy(DatagramChannel channel, InetAddress host, NetworkInterface by)
      throws IOException {
    if (host.isMulticastAddress()) {
      channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, by);
    }
    InetAddress ours =
        by.inetAddresses()
            .filter(address -> address instanceof Inet4Address == host instanceof Inet4Address)
            .findFirst()
            .orElseThrow(() ->
                new SocketException("the interface " + by.getName() + " has no such address"));
    channel.bind(new InetSocketAddress(ours, 0));
  }

  private static ProtocolFamily family(InetAddress address) {
    return address instanceof Inet4Address
        ? StandardProtocolFamily.INET
        : StandardProtocolFamily.INET6;
  }

  /// By name, or by an address of it.
  private static NetworkInterface named(String text) throws IOException {
    NetworkInterface found = NetworkInterface.getByName(text);
    InetAddress address = UdpAddress.literal(text);
    if (found == null && address != null) {
      found = NetworkInterface.getByInetAddress(address);
    }
    if (found == null) {
      throw new SocketException("there is no interface " + text);
    }
    if (!found.isUp()) {
      throw new SocketException("the interface " + text + " is down");
    }
    return found;
  }

  /// Where packets to `group` would leave; nothing is sent.
  private static NetworkInterface leadingTo(InetAddress group) throws IOException {
    try (DatagramChannel asking = DatagramChannel.open(family(group))) {
      asking.connect(new InetSocketAddress(group, 9)); // discard
      InetSocketAddress local = (InetSocketAddress) asking.getLocalAddress();
      NetworkInterface found = NetworkInterface.getByInetAddress(local.getAddress());
      if (found != null) {
        return found;
      }
    }
    throw new SocketException("no interface leads to the group: name one");
  }

  /// What a failure means here.
  static String words(Exception failure, UdpAddress address) {
    String message = String.valueOf(failure.getMessage());
    String lower = message.toLowerCase(Locale.ROOT);
    if (failure instanceof BindException && lower.contains("in use")) {
      return "port " + address.port() + " is taken: somebody else listens there";
    }
    if (failure instanceof BindException) {
      return address.host() + " is no address of this machine: " + message;
    }
    if (failure instanceof PortUnreachableException || failure instanceof ConnectException) {
      return "nobody listens at " + address + " (port unreachable)";
    }
    if (failure instanceof NoRouteToHostException || lower.contains("unreachable")) {
      return "no route to " + address + ": " + message;
    }
    return message;
  }
}
