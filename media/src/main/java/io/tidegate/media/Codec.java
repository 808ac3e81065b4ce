package io.tidegate.media;

/// The codings a track can have, by name.
public enum Codec {
  H264("H.264"),
  H265("H.265"),
  AV1("AV1"),
  VP9("VP9"),
  MJPEG("Motion JPEG"),
  MPEG1("MPEG-1 video"),
  MPEG2("MPEG-2 video"),
  AAC("AAC"),
  MP3("MP3"),
  MP2("MPEG-1 Layer II"),
  OPUS("Opus"),
  G711A("G.711 A-law"),
  G711U("G.711 µ-law"),
  G722("G.722"),
  L16("linear PCM"),
  FLAC("FLAC"),
  AC3("AC-3"),
  EAC3("E-AC-3");

  private final String title;

  Codec(String title) {
    this.title = title;
  }

  /// How people write it.
  public String title() {
    return title;
  }

  /// True for pictures, false for sound.
  public boolean isVideo() {
    return switch (this) {
      case H264, H265, AV1, VP9, MJPEG, MPEG1, MPEG2 -> true;
      case AAC, MP3, MP2, OPUS, G711A, G711U, G722, L16, FLAC, AC3, EAC3 -> false;
    };
  }
}
