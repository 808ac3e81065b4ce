package io.tidegate.srt;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.srt.relay.PacketRelay;
import io.tidegate.srt.relay.RelayPeer;
import java.net.InetSocketAddress;

/// One UDP port that takes callers. Immutable.
///
/// @param bind where libsrt listens: the public address, or one on loopback behind a relay
/// @param publicPort what callers know, for profiles and logs; 0 for the bound one
/// @param key all callers are for this one, with or without a stream id; null when ids tell
/// @param addresses who is behind the addresses that libsrt sees
/// @param observer hears who is let in
public record SrtPort(
    InetSocketAddress bind,
    int publicPort,
    @Nullable StreamKey key,
    RealAddresses addresses,
    PeerObserver observer) {
  /// libsrt's own port, for all streams.
  public static SrtPort shared(InetSocketAddress bind) {
    return new SrtPort(bind, 0, null, RealAddresses.DIRECT, PeerObserver.NONE);
  }

  /// libsrt's own port, for encoders without stream ids.
  public static SrtPort of(InetSocketAddress bind, StreamKey key) {
    return new SrtPort(bind, 0, key, RealAddresses.DIRECT, PeerObserver.NONE);
  }

  /// A listener of ours behind `relay`, which knows the real addresses and chooses each peer's
  /// policy.
  ///
  /// @param hidden on loopback; the relay's port leads to it
  /// @param publicPort the relay's
  /// @param key all callers are for this one; null when ids tell
  public static SrtPort behind(
      PacketRelay relay, InetSocketAddress hidden, int publicPort, @Nullable StreamKey key) {
    return new SrtPort(
        hidden,
        publicPort,
        key,
        seen -> {
          RelayPeer peer = relay.peerAt(seen.getPort());
          return peer == null ? null : peer.remote();
        },
        (seen, _, _, profile) -> {
          RelayPeer peer = relay.peerAt(seen.getPort());
          if (peer != null) {
            peer.choose(profile.policy());
          }
        });
  }
}
