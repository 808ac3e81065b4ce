package io.tidegate.media.flv;

/// How FLV carries H.265; everything else is the same in both.
public enum FlvDialect {
  /// Enhanced RTMP: `hvc1`.
  ENHANCED,
  /// Codec id 12, for players older than Enhanced RTMP.
  HEVC_12
}
