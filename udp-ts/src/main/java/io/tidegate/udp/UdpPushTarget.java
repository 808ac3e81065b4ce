package io.tidegate.udp;

import io.tidegate.media.StreamKey;

/// Where a stream is sent to. Immutable.
///
/// @param key our stream
/// @param rtp with RTP headers
/// @param networkInterface what it leaves by, by name or by one of its addresses; empty for the one
///   that leads there
/// @param ttl routers that it may pass, 0 for the system's choice: 1 to a group
/// @param dscp mark of its packets. RFC 2474 §3
public record UdpPushTarget(
    StreamKey key, UdpAddress address, boolean rtp, String networkInterface, int ttl, int dscp) {
  public static final int MAX_TTL = 255;

  @Override
  public String toString() {
    return address.toString();
  }
}
