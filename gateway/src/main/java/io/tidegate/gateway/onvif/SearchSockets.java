package io.tidegate.gateway.onvif;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The sockets of one search: one for each address of an interface that the group is asked by, or
/// one for all addresses that are asked one by one. Confined to the search's thread.
final class SearchSockets implements AutoCloseable {
  /// WS-Discovery 1.0 §3.1.1: the link's own network.
  private static final int HOPS = 1;

  /// Of one socket: others are looked after, too.
  private static final int MOST_IN_A_ROW = 64;

  private final Selector selector;
  private final List<SearchView.Problem> problems = new ArrayList<>();

  /// Room for one byte more than is taken: what is longer shows.
  private final ByteBuffer room = ByteBuffer.allocate(DiscoveryMessage.MAX_BYTES + 1);

  SearchSockets() throws IOException {
    this.selector = Selector.open();
  }

  /// Asks by these addresses of interfaces.
  void openFor(NetworkView network) {
    for (String address : network.addresses()) {
      try {
        InetAddress own = InetAddress.ofLiteral(address);
        DatagramChannel channel = open(new InetSocketAddress(own, 0), network.name());
        channel.setOption(
            StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByInetAddress(own));
        channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, HOPS);
      } catch (IOException | RuntimeException cannot) {
        problem(network.name(), cannot);
      }
    }
  }

  /// Asks wherever the system leads.
  void openForTargets() {
    try {
      open(new InetSocketAddress("0.0.0.0", 0), "targets");
    } catch (IOException cannot) {
      problem("targets", cannot);
    }
  }

  private DatagramChannel open(InetSocketAddress local, String name) throws IOException {
    DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
    try {
      channel.configureBlocking(false);
      channel.bind(local);
      channel.register(selector, SelectionKey.OP_READ, name);
      return channel;
    } catch (IOException cannot) {
      channel.close();
      throw cannot;
    }
  }

  /// By every socket.
  void send(byte[] message, InetSocketAddress to) {
    for (SelectionKey key : selector.keys()) {
      try {
        ((DatagramChannel) key.channel()).send(ByteBuffer.wrap(message), to);
      } catch (IOException cannot) {
        problem(String.valueOf(key.attachment()), cannot);
      }
    }
  }

  /// Each place once: the same happens at every address.
  private void problem(String at, Exception cannot) {
    String text = String.valueOf(cannot.getMessage());
    if (problems.stream().noneMatch(one -> one.at().equals(at))) {
      problems.add(new SearchView.Problem(at, XmlText.shown(text, 200)));
    }
  }

  List<SearchView.Problem> problems() {
    return problems;
  }

  /// What has come.
  @FunctionalInterface
  interface Taker {
    /// @param datagram one byte longer than is taken where there was more
    void take(byte[] datagram, InetAddress from);
  }

  /// Waits so long for datagrams, and hands on those that came.
  void receive(Duration patience, Taker taker) throws IOException {
    selector.select(Math.max(1, patience.toMillis()));
    for (SelectionKey key : selector.selectedKeys()) {
      DatagramChannel channel = (DatagramChannel) key.channel();
      for (int i = 0; i < MOST_IN_A_ROW && one(channel, taker); i++) {
        // the next one
      }
    }
    selector.selectedKeys().clear();
  }

  private boolean one(DatagramChannel channel, Taker taker) {
    room.clear();
    InetSocketAddress from;
    try {
      from = (InetSocketAddress) channel.receive(room);
    } catch (IOException refusedByOne) {
      // a port of one of those asked is closed: ICMP
      return true;
    }
    if (from == null) {
      return false;
    }
    byte[] datagram = new byte[room.flip().remaining()];
    room.get(datagram);
    taker.take(datagram, from.getAddress());
    return true;
  }

  @Override
  public void close() {
    for (SelectionKey key : selector.keys()) {
      closeQuietly(key.channel());
    }
    closeQuietly(selector);
  }

  private static void closeQuietly(Closeable one) {
    try {
      one.close();
    } catch (IOException gone) {
      // it is closed then
    }
  }
}
