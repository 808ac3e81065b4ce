package io.tidegate.gateway.access;

import java.net.Inet4Address;
import java.net.InetAddress;

/// A network of IPv4 or IPv6 addresses, or a single one. RFC 4632, RFC 4291 §2.3. Immutable.
///
/// @param first its first address; what comes behind `bits` counts for nothing
/// @param bits that all of its addresses have in common
public record Network(InetAddress first, int bits) {
  /// Of `::ffff:192.0.2.1`, before the IPv4 address. RFC 4291 §2.5.5.2.
  private static final int MAPPED_BITS = 96;

  /// No address is longer.
  private static final int MOST_SHOWN = 64;

  public Network {
    if (bits < 0 || bits > 8 * first.getAddress().length) {
      throw new IllegalArgumentException("/" + bits + " is no length of a prefix");
    }
  }

  /// Reads `192.0.2.0/24`, `192.0.2.1`, `2001:db8::/32`, `::1`, `::ffff:192.0.2.0/120`.
  ///
  /// @throws IllegalArgumentException with a sentence for the operator
  public static Network parse(String text) {
    int slash = text.indexOf('/');
    String literal = slash < 0 ? text : text.substring(0, slash);
    InetAddress address;
    try {
      address = InetAddress.ofLiteral(literal);
    } catch (IllegalArgumentException notOne) {
      throw new IllegalArgumentException(
          "'" + shown(text) + "' is no network such as 192.0.2.0/24 or 2001:db8::/32", notOne);
    }
    boolean isMapped = address instanceof Inet4Address && literal.indexOf(':') >= 0;
    int most = 8 * address.getAddress().length;
    if (slash < 0) {
      return new Network(address, most);
    }
    int bits;
    try {
      bits = Integer.parseInt(text.substring(slash + 1)) - (isMapped ? MAPPED_BITS : 0);
    } catch (NumberFormatException notOne) {
      throw new IllegalArgumentException("'" + shown(text) + "' has no length of a prefix", notOne);
    }
    return new Network(address, bits);
  }

  /// Short, and without control characters.
  private static String shown(String text) {
    String printable = text.replaceAll("[^\\x20-\\x7e]", "?");
    return printable.length() > MOST_SHOWN ? printable.substring(0, MOST_SHOWN) + "…" : printable;
  }

  public boolean contains(InetAddress address) {
    byte[] ours = first.getAddress();
    byte[] theirs = address.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int i = 0; i < bits; i++) {
      int mask = 0x80 >> (i % 8);
      if (((ours[i / 8] ^ theirs[i / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return first.getHostAddress() + "/" + bits;
  }
}
