package io.tidegate.media.ts;

/// How the elementary streams that are carried are read.
enum ElementaryKind {
  AVC,
  HEVC,
  /// MPEG-1 and MPEG-2: the sequence header says which.
  MPEG_VIDEO,
  ADTS,
  MPEG_AUDIO,
  /// AC-3 and E-AC-3: their frames say which.
  AC3,
  OPUS;

  boolean isVideo() {
    return this == AVC || this == HEVC || this == MPEG_VIDEO;
  }
}
