package io.tidegate.media.ts;

/// Fixed numbers of the transport stream. ISO/IEC 13818-1 §2.4.3.2 to §2.4.3.7.
final class TsPacketFormat {
  static final int PACKET_LENGTH = 188;

  /// With 16 bytes of Reed-Solomon check after each packet (DVB, ATSC); nothing reads them here.
  static final int PACKET_LENGTH_WITH_CHECK = 204;

  static final int SYNC_BYTE = 0x47;
  static final int HEADER_LENGTH = 4;

  static final int PID_PAT = 0x0000;
  static final int PID_NULL = 0x1FFF;

  static final int FLAG_TRANSPORT_ERROR = 0x80;
  static final int FLAG_UNIT_START = 0x40;
  static final int SCRAMBLING_MASK = 0xC0;
  static final int CONTROL_ADAPTATION = 0x20;
  static final int CONTROL_PAYLOAD = 0x10;
  static final int CONTINUITY_MASK = 0x0F;

  static final int ADAPTATION_DISCONTINUITY = 0x80;
  static final int ADAPTATION_RANDOM_ACCESS = 0x40;
  static final int ADAPTATION_PCR = 0x10;

  /// PTS, DTS and the base of the PCR.
  static final int CLOCK_HERTZ = 90_000;

  static final int CLOCK_BITS = 33;
  static final long CLOCK_MASK = (1L << CLOCK_BITS) - 1;

  static final int STREAM_ID_PRIVATE_1 = 0xBD;
  static final int STREAM_ID_AUDIO = 0xC0;
  static final int STREAM_ID_VIDEO = 0xE0;

  private TsPacketFormat() {}
}
