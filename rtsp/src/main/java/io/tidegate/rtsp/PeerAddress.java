package io.tidegate.rtsp;

import java.net.InetAddress;

/// The address that datagrams must come from. IPv6 is written in more than one way, with a zone or
/// without. Loop-confined.
final class PeerAddress {
  private final InetAddress address;
  private String lastSame;

  /// @param literal as a socket gives it
  PeerAddress(String literal) {
    address = InetAddress.ofLiteral(withoutZone(literal));
    lastSame = literal;
  }

  /// @param literal the sender of a datagram
  boolean is(String literal) {
    if (literal.equals(lastSame)) {
      return true; // as nearly always
    }
    boolean same = address.equals(InetAddress.ofLiteral(withoutZone(literal)));
    if (same) {
      lastSame = literal;
    }
    return same;
  }

  private static String withoutZone(String literal) {
    int zone = literal.indexOf('%');
    return zone < 0 ? literal : literal.substring(0, zone);
  }
}
