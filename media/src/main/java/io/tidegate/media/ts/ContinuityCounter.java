package io.tidegate.media.ts;

/// The continuity_counter of one PID being written: four bits, up by one with each packet that has
/// a payload. ISO/IEC 13818-1 §2.4.3.3.
final class ContinuityCounter {
  private int last = TsPacketFormat.CONTINUITY_MASK;

  /// For a packet with a payload.
  int next() {
    last = last + 1 & TsPacketFormat.CONTINUITY_MASK;
    return last;
  }

  /// For a packet without: the number stays.
  int current() {
    return last;
  }
}
