package io.tidegate.rtsp.message;

import io.tidegate.media.Nullable;

/// Two ports or two channels: RTP and RTCP. Immutable.
///
/// @param rtp the first
/// @param rtcp the second; the one after the first where the peer named only one
public record PortPair(int rtp, int rtcp) {
  public PortPair {
    if (rtp < 0 || rtp > 65_535 || rtcp < 0 || rtcp > 65_535) {
      throw new IllegalArgumentException(rtp + "-" + rtcp);
    }
  }

  /// `5000-5001` or `5000`; null when it is neither.
  static @Nullable PortPair parse(@Nullable String text) {
    if (text == null) {
      return null;
    }
    int dash = text.indexOf('-');
    int rtp = Parameters.number((dash < 0 ? text : text.substring(0, dash)).strip());
    int rtcp = dash < 0 ? rtp + 1 : Parameters.number(text.substring(dash + 1).strip());
    return rtp < 0 || rtcp < 0 || rtp > 65_535 || rtcp > 65_535 ? null : new PortPair(rtp, rtcp);
  }

  @Override
  public String toString() {
    return rtp + "-" + rtcp;
  }
}
