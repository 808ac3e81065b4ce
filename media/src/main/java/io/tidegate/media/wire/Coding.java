package io.tidegate.media.wire;

import io.tidegate.media.Nullable;
import java.util.List;

/// Which parameters follow. The numbers are for ever: new ones are added at the end.
enum Coding {
  AVC,
  HEVC,
  AV1,
  VP9,
  MJPEG,
  MPEG_VIDEO,
  AAC,
  MPEG_AUDIO,
  OPUS,
  G711,
  G722,
  PCM,
  FLAC,
  AC3;

  private static final List<Coding> NUMBERED = List.of(values());

  int number() {
    return NUMBERED.indexOf(this);
  }

  /// Null when there is none.
  static @Nullable Coding of(int number) {
    return number < NUMBERED.size() ? NUMBERED.get(number) : null;
  }
}
