package io.tidegate.media.hub;

import java.util.Locale;

/// How a session talks to us.
public enum Protocol {
  RTMP,
  RTMPS,
  SRT,
  RTSP,
  RTSPS,
  HTTP_FLV,
  WS_FLV,
  HTTP_TS,
  HTTP_FMP4,
  HTTP_MJPEG,
  HLS,
  /// MPEG-DASH.
  DASH,
  /// Single pictures over HTTP.
  SNAPSHOT,
  /// HLS of what was recorded.
  RECORDING,
  /// MPEG-TS over UDP, with or without RTP.
  UDP_TS,
  /// None: a clip of our own.
  SLATE,
  /// None: a clip that was brought here.
  FILE,
  /// None: a picture and a tone that are made here.
  TEST_PATTERN,
  /// None: another stream, coded anew here.
  TRANSCODE,
  /// Between nodes of a cluster.
  CLUSTER;

  /// The label in the API, in metrics and logs: `http-flv`.
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
