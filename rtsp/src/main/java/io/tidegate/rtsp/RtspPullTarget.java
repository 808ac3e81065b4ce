package io.tidegate.rtsp;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.DialOptions;
import io.tidegate.rtsp.message.RtspUrl;

/// A camera that we pull. Immutable.
///
/// @param key the stream that it feeds
/// @param url with the name and password, if it wants one
/// @param verifyTls whether the certificate of `rtsps` must be one that this machine trusts;
///   cameras sign their own
/// @param quirks that the route names; the table and what the camera teaches add to them
/// @param dial how it is called
public record RtspPullTarget(
    StreamKey key,
    RtspUrl url,
    RtspTransport transport,
    boolean verifyTls,
    RtspQuirks quirks,
    DialOptions dial) {
  /// A camera without quirks that its route names, called as usual.
  public RtspPullTarget(StreamKey key, RtspUrl url, RtspTransport transport, boolean verifyTls) {
    this(key, url, transport, verifyTls, RtspQuirks.NONE, DialOptions.DEFAULT);
  }

  /// Without name and password.
  @Override
  public String toString() {
    return url.toString();
  }
}
