package io.tidegate.media.flv;

/// The numbers of the FLV format. Flash Video File Format 10.1 §E.4.2, §E.4.3; Enhanced RTMP v1 and
/// v2.
final class FlvIds {
  // VideoTagHeader, CodecID
  static final int VIDEO_AVC = 7;

  /// H.265 as Chinese encoders and CDNs put it into FLV before Enhanced RTMP.
  static final int VIDEO_HEVC = 12;

  // VideoTagHeader, FrameType
  static final int FRAME_KEY = 1;
  static final int FRAME_INTER = 2;
  static final int FRAME_COMMAND = 5;

  /// The bit before the frame type that tells an ExVideoTagHeader.
  static final int EX_VIDEO = 0x80;

  // AVCPacketType
  static final int AVC_SEQUENCE_HEADER = 0;
  static final int AVC_NALUS = 1;
  static final int AVC_END_OF_SEQUENCE = 2;

  // VideoPacketType and AudioPacketType of Enhanced RTMP
  static final int EX_SEQUENCE_START = 0;
  static final int EX_CODED_FRAMES = 1;
  static final int EX_SEQUENCE_END = 2;
  static final int EX_CODED_FRAMES_X = 3;
  static final int EX_METADATA = 4;
  static final int EX_MPEG2TS_SEQUENCE_START = 5;
  static final int EX_MULTITRACK_AUDIO = 5;
  static final int EX_MULTITRACK_VIDEO = 6;
  static final int EX_MODEX = 7;

  // AudioTagHeader, SoundFormat
  static final int AUDIO_PCM_PLATFORM = 0;
  static final int AUDIO_MP3 = 2;
  static final int AUDIO_PCM = 3;
  static final int AUDIO_G711A = 7;
  static final int AUDIO_G711U = 8;
  static final int AUDIO_EX = 9;
  static final int AUDIO_AAC = 10;
  static final int AUDIO_MP3_8K = 14;

  // AACPacketType
  static final int AAC_SEQUENCE_HEADER = 0;
  static final int AAC_RAW = 1;

  static final int AVC1 = fourCc("avc1");
  static final int HVC1 = fourCc("hvc1");
  static final int AV01 = fourCc("av01");
  static final int VP09 = fourCc("vp09");
  static final int MP4A = fourCc("mp4a");
  static final int MP3 = fourCc(".mp3");
  static final int OPUS = fourCc("Opus");
  static final int FLAC = fourCc("fLaC");
  static final int AC3 = fourCc("ac-3");
  static final int EAC3 = fourCc("ec-3");

  private FlvIds() {}

  static int fourCc(String text) {
    return text.charAt(0) << 24 | text.charAt(1) << 16 | text.charAt(2) << 8 | text.charAt(3);
  }

  /// For messages: the four characters, dots for what cannot be printed.
  static String fourCcText(int fourCc) {
    StringBuilder text = new StringBuilder();
    for (int shift = 24; shift >= 0; shift -= 8) {
      int value = fourCc >> shift & 0xFF;
      text.append(value >= 0x20 && value < 0x7F ? (char) value : '.');
    }
    return text.toString();
  }
}
