package io.tidegate.srt.relay;

import io.tidegate.srt.lib.SocketAddresses;
import java.nio.ByteBuffer;

/// A peer's address as the key of a map. The relay refills one of them for each look-up, so that
/// none is made per packet; keys in the map are copies. Confined to the relay's thread.
final class PeerKey {
  private static final long MAPPED = 0xFFFF_0000_0000L;

  private long high;
  private long low;
  private int port;

  /// Takes the address over that a packet came from.
  void read(ByteBuffer names, int at) {
    port = SocketAddresses.port(names, at);
    if (SocketAddresses.isIpv4(names, at)) {
      high = 0;
      low = MAPPED | (names.getInt(at + 4) & 0xFFFF_FFFFL);
    } else {
      high = names.getLong(at + 8);
      low = names.getLong(at + 16);
    }
  }

  PeerKey copy() {
    PeerKey copy = new PeerKey();
    copy.high = high;
    copy.low = low;
    copy.port = port;
    return copy;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeerKey that
        && low == that.low
        && port == that.port
        && high == that.high;
  }

  @Override
  public int hashCode() {
    long mixed = (high * 31 + low) * 0x9E3779B97F4A7C15L + port;
    return (int) (mixed ^ mixed >>> 32) * 0x85EB_CA6B;
  }
}
