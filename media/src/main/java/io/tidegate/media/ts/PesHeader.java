package io.tidegate.media.ts;

/// Builds the header of one PES packet after the other in the same array. ISO/IEC 13818-1 §2.4.3.6.
/// Loop-confined.
final class PesHeader {
  private static final int WITHOUT_TIMES = 9;
  private static final int TIME_LENGTH = 5;
  private static final int MAX_PES_PACKET_LENGTH = 0xFFFF;

  private final byte[] array = new byte[WITHOUT_TIMES + 2 * TIME_LENGTH];
  private int length;

  /// @param esLength bytes of the elementary stream that follow
  void set(int streamId, int esLength, long ptsTicks90k, long dtsTicks90k) {
    boolean bothTimes = ptsTicks90k != dtsTicks90k;
    length = WITHOUT_TIMES + (bothTimes ? 2 : 1) * TIME_LENGTH;
    array[2] = 1; // packet_start_code_prefix
    array[3] = (byte) streamId;
    int following = length - 6 + esLength;
    // 0, "until the next start", is allowed for video only; no audio frame is that long
    int packetLength = following <= MAX_PES_PACKET_LENGTH ? following : 0;
    array[4] = (byte) (packetLength >>> 8);
    array[5] = (byte) packetLength;
    array[6] = (byte) 0x84; // marker bits, data_alignment_indicator
    array[7] = (byte) (bothTimes ? 0xC0 : 0x80); // PTS_DTS_flags
    array[8] = (byte) (length - WITHOUT_TIMES);
    time(WITHOUT_TIMES, bothTimes ? 3 : 2, ptsTicks90k);
    if (bothTimes) {
      time(WITHOUT_TIMES + TIME_LENGTH, 1, dtsTicks90k);
    }
  }

  byte[] array() {
    return array;
  }

  int length() {
    return length;
  }

  /// 33 bits in five bytes, with marker bits between them.
  private void time(int at, int prefix, long ticks) {
    array[at] = (byte) (prefix << 4 | (int) (ticks >>> 29 & 0x0E) | 1);
    array[at + 1] = (byte) (ticks >>> 22);
    array[at + 2] = (byte) (ticks >>> 14 | 1);
    array[at + 3] = (byte) (ticks >>> 7);
    array[at + 4] = (byte) (ticks << 1 | 1);
  }
}
