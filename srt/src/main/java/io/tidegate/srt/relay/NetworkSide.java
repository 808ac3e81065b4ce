package io.tidegate.srt.relay;

/// On which side of a relay port the network is; libsrt of ours is on the other.
public enum NetworkSide {
  /// Peers come in over the port; the target is libsrt's hidden listener.
  LISTEN,
  /// libsrt calls the port on loopback; the target is the remote peer.
  TARGET
}
