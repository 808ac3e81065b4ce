package io.tidegate.srt;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Loop;
import io.tidegate.srt.lib.SrtPoller;
import io.tidegate.srt.lib.SrtSocket;
import java.net.InetSocketAddress;

/// A connected peer, before somebody reads it or sends to it. Immutable.
///
/// @param sessionId unique in this process
/// @param socket non-blocking, watched by nobody yet
/// @param poller that is to read it, and to close it
/// @param loop where its session lives
/// @param peer who it is
/// @param link what both ends agreed on
public record SrtConnection(
    String sessionId, SrtSocket socket, SrtPoller poller, Loop loop, Peer peer, SrtLink link) {
  /// @param key the stream
  /// @param id what it asked for
  /// @param remote its real address
  /// @param profile how it is spoken to
  /// @param latencyReason why its latency is what we asked for, in words
  /// @param port of ours that it called, as callers know it; 0 when we called
  /// @param target whom we called, null when the peer called
  public record Peer(
      StreamKey key,
      StreamId id,
      InetSocketAddress remote,
      SrtProfile profile,
      String latencyReason,
      int port,
      @Nullable SrtCallTarget target) {
    /// Whether we called it.
    boolean called() {
      return port == 0;
    }

    /// For logs and views: `192.0.2.1:4711`.
    String remoteText() {
      String host = remote.getAddress().getHostAddress();
      return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + remote.getPort();
    }
  }
}
