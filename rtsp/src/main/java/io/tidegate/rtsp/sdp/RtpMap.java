package io.tidegate.rtsp.sdp;

import io.tidegate.media.Nullable;

/// How a payload type is coded: `a=rtpmap` (RFC 8866 §6.6), or the table of RFC 3551 §6 for the
/// types that need none. Immutable.
///
/// @param payloadType 0 to 127
/// @param encoding in upper case, such as `H264`
/// @param clockRate ticks a second, 1 to [#MAX_CLOCK_RATE]
/// @param channels 1 where the line does not say
public record RtpMap(int payloadType, String encoding, int clockRate, int channels) {
  /// Sixteen times the video clock; nothing registered counts faster than 90 kHz but 192 kHz audio.
  public static final int MAX_CLOCK_RATE = 1_440_000;

  /// What an AudioSpecificConfig can describe at most.
  public static final int MAX_CHANNELS = 24;

  public RtpMap {
    if (payloadType < 0
        || payloadType > 127
        || encoding.isEmpty()
        || clockRate < 1
        || clockRate > MAX_CLOCK_RATE
        || channels < 1
        || channels > MAX_CHANNELS) {
      throw new IllegalArgumentException("not a payload format: " + payloadType + " " + encoding);
    }
  }

  /// What a payload type means without an `rtpmap`; null for one that needs it. RFC 3551 §6, tables
  /// 4 and 5; only those that are still met.
  static @Nullable RtpMap ofStatic(int payloadType) {
    return switch (payloadType) {
      case 0 -> new RtpMap(0, "PCMU", 8_000, 1);
      case 3 -> new RtpMap(3, "GSM", 8_000, 1);
      case 4 -> new RtpMap(4, "G723", 8_000, 1);
      case 8 -> new RtpMap(8, "PCMA", 8_000, 1);
      case 9 -> new RtpMap(9, "G722", 8_000, 1);
      case 10 -> new RtpMap(10, "L16", 44_100, 2);
      case 11 -> new RtpMap(11, "L16", 44_100, 1);
      case 14 -> new RtpMap(14, "MPA", 90_000, 1);
      case 18 -> new RtpMap(18, "G729", 8_000, 1);
      case 26 -> new RtpMap(26, "JPEG", 90_000, 1);
      case 32 -> new RtpMap(32, "MPV", 90_000, 1);
      case 33 -> new RtpMap(33, "MP2T", 90_000, 1);
      default -> null;
    };
  }
}
