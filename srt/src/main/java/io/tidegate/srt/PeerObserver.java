package io.tidegate.srt;

import io.tidegate.media.StreamKey;
import java.net.InetSocketAddress;

/// Hears which peers are let in, before their handshake is answered: the relay learns the
/// retransmission policy and the profile of each. On libsrt's receiving thread: no waiting.
@FunctionalInterface
public interface PeerObserver {
  /// @param seen the peer's address as libsrt sees it
  void admitted(InetSocketAddress seen, StreamKey key, StreamId id, SrtProfile profile);

  PeerObserver NONE = (_, _, _, _) -> {};
}
