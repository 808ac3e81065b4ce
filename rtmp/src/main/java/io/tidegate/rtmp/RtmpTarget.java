package io.tidegate.rtmp;

import io.tidegate.media.StreamKey;

/// Another server that we publish to or play from. Immutable.
///
/// @param key our stream
/// @param verifyTls whether the certificate of `rtmps` must be one that this machine trusts
public record RtmpTarget(StreamKey key, RtmpAddress address, boolean verifyTls) {
  /// Without the name, which is often a secret.
  @Override
  public String toString() {
    return address.toString();
  }
}
