package io.tidegate.srt;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.DialOptions;
import java.net.InetSocketAddress;

/// A remote peer that we call. Immutable.
///
/// @param key the stream that it feeds
/// @param host name or address
/// @param port of the peer
/// @param streamId what we ask for; empty for none
/// @param rendezvous the local address of a rendezvous, null to call a listener
/// @param profile how it is spoken to
/// @param dial how it is called
public record SrtCallTarget(
    StreamKey key,
    String host,
    int port,
    String streamId,
    @Nullable InetSocketAddress rendezvous,
    SrtProfile profile,
    DialOptions dial) {
  public SrtCallTarget {
    if (port < 1 || port > 65_535 || host.isBlank() || streamId.length() > StreamId.MAX_LENGTH) {
      throw new IllegalArgumentException("srt://" + host + ":" + port);
    }
  }

  /// Called as usual.
  public SrtCallTarget(
      StreamKey key,
      String host,
      int port,
      String streamId,
      @Nullable InetSocketAddress rendezvous,
      SrtProfile profile) {
    this(key, host, port, streamId, rendezvous, profile, DialOptions.DEFAULT);
  }

  /// Without the stream id, which may hold secrets.
  @Override
  public String toString() {
    return "srt://" + host + ":" + port + (rendezvous == null ? "" : " (rendezvous)");
  }
}
