package io.tidegate.srt.relay;

import java.util.List;

/// A whole relay. Immutable snapshot, at most a second old.
///
/// @param peers every peer of every port
/// @param packets received on all sockets
/// @param junkPackets of strangers that were no handshake, or longer than any SRT packet
/// @param refusedPeers handshakes of strangers over a limit
/// @param expiredPeers peers forgotten because one side was silent
/// @param notSent packets that the kernel did not take on the ports
/// @param faults exceptions caught, of all peers that ever were
/// @param cpuNanos CPU time of the relay's thread
public record RelayView(
    List<PeerView> peers,
    long packets,
    long junkPackets,
    long refusedPeers,
    long expiredPeers,
    long notSent,
    long faults,
    long cpuNanos) {
  static final RelayView NONE = new RelayView(List.of(), 0, 0, 0, 0, 0, 0, 0);

  public RelayView {
    peers = List.copyOf(peers);
  }
}
