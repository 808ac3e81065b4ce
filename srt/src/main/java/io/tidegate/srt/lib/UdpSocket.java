package io.tidegate.srt.lib;

import com.sun.jna.Native;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/// A datagram socket that never blocks, for many packets per call. Confined to one thread.
///
/// Packets are read through a [PacketArena] and sent through a [SendBatch]. A socket bound to the
/// IPv6 wildcard serves both families.
public final class UdpSocket implements AutoCloseable {
  /// A tenth of a second of 300 Mbit/s: what may wait while the relay's thread is not scheduled.
  /// The kernel grants less when `net.core.rmem_max` is lower.
  private static final int BUFFER_BYTES = 4 << 20;

  private final int family;
  private int fd;
  private boolean joinsPackets;

  private UdpSocket(int fd, int family) {
    this.fd = fd;
    this.family = family;
  }

  /// Opens a socket on `local`; port 0 takes a free one. Where the machine has no IPv6, the IPv6
  /// wildcard becomes the IPv4 one.
  public static UdpSocket bind(InetSocketAddress local) throws IOException {
    boolean ipv4 = local.getAddress() instanceof Inet4Address;
    int fd = ipv4 ? -1 : open(Libc.AF_INET6);
    InetSocketAddress address = local;
    if (!ipv4 && fd < 0 && local.getAddress().isAnyLocalAddress()) {
      address = new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), local.getPort());
      ipv4 = true;
    }
    UdpSocket socket =
        ipv4 ? new UdpSocket(open(Libc.AF_INET), Libc.AF_INET) : new UdpSocket(fd, Libc.AF_INET6);
    try {
      socket.check(socket.fd, "socket");
      socket.prepare();
      socket.bindTo(address);
      return socket;
    } catch (IOException refused) {
      socket.close();
      throw refused;
    }
  }

  /// Opens a socket that talks to `remote` alone, from an address that the kernel chooses.
  public static UdpSocket connect(InetSocketAddress remote) throws IOException {
    boolean ipv4 = remote.getAddress() instanceof Inet4Address;
    int family = ipv4 ? Libc.AF_INET : Libc.AF_INET6;
    UdpSocket socket = new UdpSocket(open(family), family);
    try {
      socket.check(socket.fd, "socket");
      socket.prepare();
      return socket.connected(remote);
    } catch (IOException refused) {
      socket.close();
      throw refused;
    }
  }

  /// Opens a socket on `local` that talks to `remote` alone.
  public static UdpSocket connect(InetSocketAddress local, InetSocketAddress remote)
      throws IOException {
    return bind(local).connected(remote);
  }

  private UdpSocket connected(InetSocketAddress remote) throws IOException {
    try (NativeBlock block = new NativeBlock(SocketAddresses.BYTES)) {
      int length = SocketAddresses.write(remote, family, block.buffer(), 0);
      check(Libc.connect(fd, block.address(), length), "connect " + remote);
      joinsPackets = remote.getAddress().isLoopbackAddress();
      return this;
    } catch (IOException | IllegalArgumentException refused) {
      close();
      throw refused;
    }
  }

  private static int open(int family) {
    int type = Libc.SOCK_DGRAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC;
    return Libc.socket(family, type, 0);
  }

  private void prepare() throws IOException {
    if (family == Libc.AF_INET6) {
      set(Libc.IPPROTO_IPV6, Libc.IPV6_V6ONLY, 0);
    }
    set(Libc.SOL_SOCKET, Libc.SO_RCVBUF, BUFFER_BYTES);
    set(Libc.SOL_SOCKET, Libc.SO_SNDBUF, BUFFER_BYTES);
  }

  private void bindTo(InetSocketAddress local) throws IOException {
    try (NativeBlock block = new NativeBlock(SocketAddresses.BYTES)) {
      int length = SocketAddresses.write(local, family, block.buffer(), 0);
      check(Libc.bind(fd, block.address(), length), "bind " + local);
    }
  }

  /// Marks what is sent from here on. RFC 2474 §3
  ///
  /// @param trafficClass eight bits, as IP headers have it
  public void mark(int trafficClass) throws IOException {
    set(Libc.IPPROTO_IP, Libc.IP_TOS, trafficClass);
    if (family == Libc.AF_INET6) {
      set(Libc.IPPROTO_IPV6, Libc.IPV6_TCLASS, trafficClass);
    }
  }

  private void set(int level, int name, int value) throws IOException {
    try (NativeBlock block = new NativeBlock(4)) {
      block.structures().putInt(0, value);
      check(Libc.setsockopt(fd, level, name, block.address(), 4), "setsockopt " + name);
    }
  }

  /// What the kernel granted as a receive buffer, in bytes; it counts its own overhead too.
  int receiveBufferBytes() throws IOException {
    try (NativeBlock block = new NativeBlock(8)) {
      ByteBuffer structures = block.structures().putInt(4, 4);
      check(
          Libc.getsockopt(
              fd, Libc.SOL_SOCKET, Libc.SO_RCVBUF, block.address(), block.address() + 4),
          "getsockopt");
      return structures.getInt(0);
    }
  }

  /// The address that the socket is bound to.
  public InetSocketAddress localAddress() throws IOException {
    try (NativeBlock block = new NativeBlock(SocketAddresses.BYTES + 4)) {
      block.structures().putInt(SocketAddresses.BYTES, SocketAddresses.BYTES);
      check(
          Libc.getsockname(fd, block.address(), block.address() + SocketAddresses.BYTES),
          "getsockname");
      return SocketAddresses.read(block.buffer(), 0);
    }
  }

  int fd() {
    return fd;
  }

  /// True when several packets may go through the kernel as one: on loopback, where no network card
  /// and no narrower link is asked for its opinion.
  boolean joinsPackets() {
    return joinsPackets;
  }

  /// The kernel does not know how.
  void joinsNoPackets() {
    joinsPackets = false;
  }

  public boolean isOpen() {
    return fd >= 0;
  }

  @Override
  public void close() {
    if (fd >= 0) {
      Libc.close(fd);
      fd = -1;
    }
  }

  private void check(int result, String what) throws IOException {
    if (result < 0) {
      throw new IOException(what + ": error " + Native.getLastError());
    }
  }
}
