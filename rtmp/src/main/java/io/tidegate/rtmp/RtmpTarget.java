package io.tidegate.rtmp;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.DialOptions;

/// Another server that we publish to or play from. Immutable.
///
/// @param key our stream
/// @param verifyTls whether the certificate of `rtmps` must be one that this machine trusts
/// @param dial how it is called
public record RtmpTarget(StreamKey key, RtmpAddress address, boolean verifyTls, DialOptions dial) {
  /// Called as usual.
  public RtmpTarget(StreamKey key, RtmpAddress address, boolean verifyTls) {
    this(key, address, verifyTls, DialOptions.DEFAULT);
  }

  /// Without the name, which is often a secret.
  @Override
  public String toString() {
    return address.toString();
  }
}
