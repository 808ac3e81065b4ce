package io.tidegate.srt.relay;

import io.tidegate.media.Nullable;
import io.tidegate.srt.arq.LinkView;
import io.tidegate.srt.packet.SrtVersion;
import java.net.InetSocketAddress;

/// One peer of a relay. Immutable snapshot, at most a second old.
///
/// @param remote the peer's real address
/// @param loopbackPort of 127.0.0.1, as which libsrt knows it
/// @param state how far the session is
/// @param streamId as the peer sent it, empty without
/// @param peerVersion of SRT, 0.0.0 before it is known
/// @param keyLengthBytes 16, 24 or 32, 0 without encryption
/// @param packetFilter agreed, empty without
/// @param latencyInMs agreed for data from the peer, -1 before it is known
/// @param latencyOutMs agreed for data to the peer, -1 before it is known
/// @param rejection code of the last handshake that either side rejected, 0 for none
/// @param policy chosen, empty for none
/// @param fault why the peer is only forwarded, empty when nothing went wrong
/// @param traffic what passed
/// @param inbound link of data from the peer; null when none came or no policy is chosen
/// @param outbound link of data to the peer; null when none went or no policy is chosen
/// @param drill the running or last drill, null for none
public record PeerView(
    InetSocketAddress remote,
    int loopbackPort,
    State state,
    String streamId,
    SrtVersion peerVersion,
    int keyLengthBytes,
    String packetFilter,
    int latencyInMs,
    int latencyOutMs,
    int rejection,
    String policy,
    String fault,
    TrafficView traffic,
    @Nullable LinkView inbound,
    @Nullable LinkView outbound,
    @Nullable DrillReport drill) {
  static PeerView opening(InetSocketAddress remote, int loopbackPort, String policy) {
    return new PeerView(
        remote,
        loopbackPort,
        State.OPENING,
        "",
        new SrtVersion(0),
        0,
        "",
        -1,
        -1,
        0,
        policy,
        "",
        TrafficView.NONE,
        null,
        null,
        null);
  }

  /// How far a session is.
  public enum State {
    /// Handshakes pass.
    OPENING,
    /// Both sides agreed.
    OPEN,
    /// One side said good-bye, was silent too long, or the relay closed.
    CLOSED
  }
}
