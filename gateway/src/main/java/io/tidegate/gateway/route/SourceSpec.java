package io.tidegate.gateway.route;

import io.tidegate.media.hub.Protocol;

/// Where a route's stream comes from.
public sealed interface SourceSpec {
  /// Whether a publisher may come over `protocol`.
  boolean admits(Protocol protocol);

  /// An encoder publishes over RTMP or RTMPS.
  record RtmpPublish() implements SourceSpec {
    /// As the configuration writes it.
    public static final String TYPE = "rtmp-publish";

    @Override
    public boolean admits(Protocol protocol) {
      return protocol == Protocol.RTMP || protocol == Protocol.RTMPS;
    }
  }
}
