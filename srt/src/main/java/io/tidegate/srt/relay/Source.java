package io.tidegate.srt.relay;

import io.tidegate.srt.lib.PacketArena;
import io.tidegate.srt.lib.UdpSocket;

/// A socket that the relay's thread reads. Relay thread only.
sealed interface Source permits PortSocket, PeerFlow {
  UdpSocket socket();

  /// The packet in `slot` came in over the socket.
  void packet(PacketArena arena, int slot, long nowNanos);
}
