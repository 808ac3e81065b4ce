package io.tidegate.gateway.route;

/// Where a route's stream comes from.
public sealed interface SourceSpec {
  /// An encoder publishes over RTMP or RTMPS.
  record RtmpPublish() implements SourceSpec {
    /// As the configuration writes it.
    public static final String TYPE = "rtmp-publish";
  }
}
