package io.tidegate.srt.lib;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// C's `sockaddr_in` and `sockaddr_in6` and Java's addresses. No state, any thread.
///
/// On a socket of both families IPv4 addresses travel as `::ffff:a.b.c.d`; here they come out and
/// go in as IPv4 again.
public final class SocketAddresses {
  /// Room for either kind.
  public static final int BYTES = 28;

  static final int IPV4_BYTES = 16;

  private static final byte[] MAPPED_PREFIX = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  private SocketAddresses() {}

  /// Writes `address` for a socket of `family`.
  ///
  /// @return bytes written
  /// @throws IllegalArgumentException when an IPv6 address is to go to an IPv4 socket
  static int write(InetSocketAddress address, int family, ByteBuffer buffer, int at) {
    byte[] host = address.getAddress().getAddress();
    buffer.putShort(at, (short) 0);
    if (family == Libc.AF_INET) {
      if (host.length != 4) {
        throw new IllegalArgumentException("IPv6 address for an IPv4 socket: " + address);
      }
      putFamily(buffer, at, family);
      putPort(buffer, at, address.getPort());
      buffer.put(at + 4, host);
      buffer.putLong(at + 8, 0);
      return IPV4_BYTES;
    }
    putFamily(buffer, at, Libc.AF_INET6);
    putPort(buffer, at, address.getPort());
    buffer.putInt(at + 4, 0); // flow information
    if (host.length == 4) {
      buffer.put(at + 8, MAPPED_PREFIX).put(at + 20, host);
    } else {
      buffer.put(at + 8, host);
    }
    putNative(buffer, at + 24, scope(address.getAddress()));
    return BYTES;
  }

  /// Reads the address at `at`.
  public static InetSocketAddress read(ByteBuffer buffer, int at) {
    int port = port(buffer, at);
    byte[] host = new byte[isIpv4(buffer, at) ? 4 : 16];
    buffer.get(host.length == 4 ? at + 4 : at + 8, host);
    if (host.length == 16
        && Arrays.equals(host, 0, MAPPED_PREFIX.length, MAPPED_PREFIX, 0, MAPPED_PREFIX.length)) {
      host = Arrays.copyOfRange(host, MAPPED_PREFIX.length, 16);
    }
    try {
      return new InetSocketAddress(InetAddress.getByAddress(host), port);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public static boolean isIpv4(ByteBuffer buffer, int at) {
    return family(buffer, at) == Libc.AF_INET;
  }

  public static int port(ByteBuffer buffer, int at) {
    return (buffer.get(at + 2) & 0xFF) << 8 | (buffer.get(at + 3) & 0xFF);
  }

  private static int family(ByteBuffer buffer, int at) {
    // the family is written in the machine's byte order and below 256
    return (buffer.get(at) | buffer.get(at + 1)) & 0xFF;
  }

  private static void putFamily(ByteBuffer buffer, int at, int family) {
    boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    buffer.put(at, (byte) (little ? family : 0)).put(at + 1, (byte) (little ? 0 : family));
  }

  private static void putPort(ByteBuffer buffer, int at, int port) {
    buffer.put(at + 2, (byte) (port >> 8)).put(at + 3, (byte) port);
  }

  private static void putNative(ByteBuffer buffer, int at, int value) {
    boolean swap = buffer.order() != ByteOrder.nativeOrder();
    buffer.putInt(at, swap ? Integer.reverseBytes(value) : value);
  }

  private static int scope(InetAddress address) {
    return address instanceof java.net.Inet6Address six ? six.getScopeId() : 0;
  }
}
