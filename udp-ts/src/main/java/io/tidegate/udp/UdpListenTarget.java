package io.tidegate.udp;

import io.tidegate.media.StreamKey;
import io.tidegate.udp.packet.RtpMode;
import java.time.Duration;

/// A source that is listened for. Immutable.
///
/// @param key the stream that it feeds
/// @param address its host is an address of this machine, a group, or empty
/// @param networkInterface where a group is joined, by name or by one of its addresses; empty for
///   the one that leads there
/// @param receiveBytes wanted of the kernel for datagrams that wait to be read
/// @param firstFrame so long it may bring none at first before that is called a failure
/// @param noFrame a source that brings no frame for so long has ended
public record UdpListenTarget(
    StreamKey key,
    UdpAddress address,
    RtpMode rtp,
    String networkInterface,
    int receiveBytes,
    Duration firstFrame,
    Duration noFrame) {
  /// A second of 16 Mbit/s; the kernel gives less where `net.core.rmem_max` is small.
  public static final int RECEIVE_BYTES = 2 << 20;

  @Override
  public String toString() {
    return address.toString();
  }
}
