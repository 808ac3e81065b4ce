package io.tidegate.gateway.host;

import io.tidegate.media.Nullable;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/// The address of an interface with the length of its network's prefix, as `192.0.2.10/24`; RFC
/// 4632, RFC 4291 §2.3. Immutable.
///
/// @param bits 1 to 32, of IPv6 to 128
record IpNetwork(InetAddress address, int bits) {
  private static final Pattern TEXT = Pattern.compile("([0-9A-Fa-f.:]{2,45})/([1-9][0-9]{0,2})");
  private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f.:]{2,45}");

  /// Null where it is none that an interface can have.
  static @Nullable IpNetwork parse(String text) {
    var matcher = TEXT.matcher(text);
    InetAddress address = matcher.matches() ? host(matcher.group(1)) : null;
    if (address == null) {
      return null;
    }
    int bits = Integer.parseInt(matcher.group(2));
    return bits <= address.getAddress().length * Byte.SIZE ? new IpNetwork(address, bits) : null;
  }

  /// An address of one host, or null: no scope, no name, nothing that means many or none.
  static @Nullable InetAddress host(String text) {
    boolean isPlain = ADDRESS.matcher(text).matches() && (text.contains(":") || isDotted(text));
    if (!isPlain) {
      return null;
    }
    try {
      InetAddress address = InetAddress.ofLiteral(text);
      boolean isOne =
          !address.isAnyLocalAddress()
              && !address.isLoopbackAddress()
              && !address.isMulticastAddress()
              && !text.equals("255.255.255.255");
      return isOne ? address : null;
    } catch (IllegalArgumentException none) {
      return null;
    }
  }

  /// Four numbers: what has fewer means something else to everybody.
  private static boolean isDotted(String text) {
    return text.matches("(?:(?:0|[1-9][0-9]{0,2})\\.){3}(?:0|[1-9][0-9]{0,2})");
  }

  boolean isIpv6() {
    return address instanceof Inet6Address;
  }

  boolean holds(InetAddress other) {
    byte[] own = address.getAddress();
    byte[] others = other.getAddress();
    if (own.length != others.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % Byte.SIZE);
      if (((own[bit / Byte.SIZE] ^ others[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  /// The first or last address of an IPv4 network with more than two is no host's.
  boolean isHost() {
    int free = Integer.SIZE - bits;
    if (isIpv6() || free < 2) {
      return true;
    }
    int number = ByteBuffer.wrap(address.getAddress()).getInt();
    int mask = free == Integer.SIZE ? -1 : (1 << free) - 1;
    return (number & mask) != 0 && (number & mask) != mask;
  }

  @Override
  public String toString() {
    return address.getHostAddress() + "/" + bits;
  }
}
