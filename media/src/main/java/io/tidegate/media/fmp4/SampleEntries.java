package io.tidegate.media.fmp4;

import io.tidegate.media.Codec;

/// Whose sample entries an initialisation segment has, and which codings it carries because of it.
public enum SampleEntries {
  /// What browsers and players accept: the codings that have a binding to ISO BMFF.
  PLAYERS,

  /// What FFmpeg's reader understands beyond that: everything that a track can have. The additional
  /// entries are those of the QuickTime File Format and of ISO/IEC 14496-1; only FFmpeg gets them.
  FFMPEG;

  /// Whether a track of this coding goes in.
  public boolean carries(Codec codec) {
    return switch (codec) {
      case H264, H265, AV1, VP9, AAC, MP3, OPUS, FLAC, AC3, EAC3 -> true;
      case MP2, G711A, G711U, G722, L16, MJPEG, MPEG1, MPEG2 -> this == FFMPEG;
    };
  }
}
