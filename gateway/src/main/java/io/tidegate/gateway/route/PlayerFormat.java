package io.tidegate.gateway.route;

import io.tidegate.media.hub.Protocol;
import java.util.Locale;

/// How players may get a stream from us: each is switched on and off by itself.
public enum PlayerFormat {
  /// `/live/x.flv` over HTTP.
  HTTP_FLV(Protocol.HTTP_FLV),
  /// `/live/x.flv` over WebSocket.
  WS_FLV(Protocol.WS_FLV),
  /// `/live/x.ts`.
  HTTP_TS(Protocol.HTTP_TS),
  /// `/live/x.mp4`.
  HTTP_FMP4(Protocol.HTTP_FMP4),
  /// `/live/x.mjpg`.
  HTTP_MJPEG(Protocol.HTTP_MJPEG),
  /// HLS and LL-HLS.
  HLS(Protocol.HLS),
  /// MPEG-DASH, of the segments of HLS.
  DASH(Protocol.DASH),
  /// `/live/x.jpg`.
  SNAPSHOT(Protocol.SNAPSHOT),
  /// RTMP and RTMPS play.
  RTMP(Protocol.RTMP, Protocol.RTMPS),
  /// Callers that read over SRT.
  SRT(Protocol.SRT),
  /// RTSP and RTSPS play.
  RTSP(Protocol.RTSP, Protocol.RTSPS);

  private final Protocol protocol;

  /// The same one where TLS makes no other of it.
  private final Protocol overTls;

  PlayerFormat(Protocol protocol) {
    this(protocol, protocol);
  }

  PlayerFormat(Protocol protocol, Protocol overTls) {
    this.protocol = protocol;
    this.overTls = overTls;
  }

  /// As the configuration writes it.
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// @param label one of [OutputSpec#NAMES]
  public static PlayerFormat of(String label) {
    for (PlayerFormat format : values()) {
      if (format.label().equals(label)) {
        return format;
      }
    }
    throw new IllegalArgumentException("no such output: " + label);
  }

  /// Whether its players come over `asked`.
  boolean covers(Protocol asked) {
    return asked == protocol || asked == overTls;
  }
}
