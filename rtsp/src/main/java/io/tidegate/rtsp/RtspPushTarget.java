package io.tidegate.rtsp;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.DialOptions;
import io.tidegate.rtsp.message.RtspUrl;

/// Another server that we publish a stream at. Immutable.
///
/// @param key our stream
/// @param url with the name and password, if it wants one
/// @param verifyTls whether the certificate of `rtsps` must be one that this machine trusts
/// @param dial how it is called
public record RtspPushTarget(StreamKey key, RtspUrl url, boolean verifyTls, DialOptions dial) {
  /// Without name and password, and without the query, which may hold a token.
  @Override
  public String toString() {
    String whole = url.toString();
    int query = whole.indexOf('?');
    return query < 0 ? whole : whole.substring(0, query) + "?…";
  }
}
