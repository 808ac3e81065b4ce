package io.tidegate.media;

/// Profile of MPEG-1 and MPEG-2 video (ISO/IEC 11172-2, 13818-2 §8).
///
/// @param version 1 or 2
/// @param indication profile_and_level_indication, 0 in MPEG-1
record MpegVideoProfile(int version, int indication) {
  /// objectTypeIndication of ISO/IEC 14496-1 §7.2.6.6: one for each profile of MPEG-2.
  int objectType() {
    if (version == 1) {
      return 0x6A;
    }
    boolean escape = indication >= 0x80; // 4:2:2 and multi-view
    return escape
        ? 0x65
        : switch (indication >> 4) {
          case 5 -> 0x60; // Simple
          case 3 -> 0x62; // SNR Scalable
          case 2 -> 0x63; // Spatially Scalable
          case 1 -> 0x64; // High
          default -> 0x61; // Main
        };
  }
}
