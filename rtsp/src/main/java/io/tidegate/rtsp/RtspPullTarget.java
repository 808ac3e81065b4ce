package io.tidegate.rtsp;

import io.tidegate.media.StreamKey;
import io.tidegate.rtsp.message.RtspUrl;

/// A camera that we pull. Immutable.
///
/// @param key the stream that it feeds
/// @param url with the name and password, if it wants one
/// @param verifyTls whether the certificate of `rtsps` must be one that this machine trusts;
///   cameras sign their own
public record RtspPullTarget(
    StreamKey key, RtspUrl url, RtspTransport transport, boolean verifyTls) {
  /// Without name and password.
  @Override
  public String toString() {
    return url.toString();
  }
}
