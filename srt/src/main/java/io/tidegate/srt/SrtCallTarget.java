package io.tidegate.srt;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import java.net.InetSocketAddress;

/// A remote peer that we call. Immutable.
///
/// @param key the stream that it feeds
/// @param host name or address
/// @param port of the peer
/// @param streamId what we ask for; empty for none
/// @param rendezvous the local address of a rendezvous, null to call a listener
/// @param profile how it is spoken to
public record SrtCallTarget(
    StreamKey key,
    String host,
    int port,
    String streamId,
    @Nullable InetSocketAddress rendezvous,
    SrtProfile profile) {
  public SrtCallTarget {
    if (port < 1 || port > 65_535 || host.isBlank() || streamId.length() > StreamId.MAX_LENGTH) {
      throw new IllegalArgumentException("srt://" + host + ":" + port);
    }
  }

  /// Without the stream id, which may hold secrets.
  @Override
  public String toString() {
    return "srt://" + host + ":" + port + (rendezvous == null ? "" : " (rendezvous)");
  }
}
