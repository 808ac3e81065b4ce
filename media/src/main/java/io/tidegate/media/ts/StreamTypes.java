package io.tidegate.media.ts;

/// Values of `stream_type` in the PMT, and tags of the descriptors beside them.
///
/// ISO/IEC 13818-1 table 2-34; ATSC A/53 part 3 for AC-3; ETSI EN 300 468 for the DVB descriptors.
final class StreamTypes {
  static final int MPEG1_VIDEO = 0x01;
  static final int MPEG2_VIDEO = 0x02;
  static final int MPEG1_AUDIO = 0x03;
  static final int MPEG2_AUDIO = 0x04;
  static final int PRIVATE_PES = 0x06;
  static final int AAC_ADTS = 0x0F;
  static final int AAC_LATM = 0x11;
  static final int H264 = 0x1B;
  static final int H265 = 0x24;
  static final int AC3 = 0x81;

  /// E-AC-3 in older ATSC streams.
  static final int EAC3_OLD = 0x84;

  static final int EAC3 = 0x87;

  static final int DESCRIPTOR_REGISTRATION = 0x05;

  /// ISO_639_language_descriptor, ISO/IEC 13818-1 §2.6.18.
  static final int DESCRIPTOR_LANGUAGE = 0x0A;

  static final int DESCRIPTOR_DVB_AC3 = 0x6A;
  static final int DESCRIPTOR_DVB_EAC3 = 0x7A;
  static final int DESCRIPTOR_DVB_EXTENSION = 0x7F;

  /// descriptor_tag_extension that FFmpeg and others use for Opus in the DVB extension descriptor.
  static final int EXTENSION_OPUS = 0x80;

  static final long FORMAT_HEVC = 0x4845_5643L;
  static final long FORMAT_AC3 = 0x4143_2D33L;
  static final long FORMAT_EAC3 = 0x4541_4333L;
  static final long FORMAT_OPUS = 0x4F70_7573L;

  private StreamTypes() {}
}
