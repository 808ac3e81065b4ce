package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;

/// The recovery point among the SEI messages of H.264. ISO/IEC 14496-10 §7.3.2.3.1, §D.1.8.
final class AvcRecoveryPoint {
  /// payloadType of recovery_point().
  private static final int RECOVERY_POINT = 6;

  private static final int MORE = 0xFF;

  /// Encoders put it before or right behind the captions of the picture, which have at most some
  /// 100 bytes; what comes after a long text of theirs is not looked for.
  private static final int LOOKED_AT = 1024;

  private AvcRecoveryPoint() {}

  /// Whether a message in `sei` says that pictures are right from this very one on
  /// (recovery_frame_cnt 0). Damaged messages say nothing.
  static boolean isImmediate(Bytes sei) {
    BitReader in = BitReader.ofRbsp(sei.slice(0, Math.min(sei.length(), LOOKED_AT)));
    try {
      in.skip(8); // NAL unit header
      while (in.bitsLeft() >= 24) { // type, size and one byte
        int type = readNumber(in);
        int size = readNumber(in);
        if (type == RECOVERY_POINT) {
          return in.readUe() == 0;
        }
        in.skip(8 * size);
      }
    } catch (MalformedException cut) {
      return false;
    }
    return false;
  }

  /// ff_byte as often as needed, then the rest.
  private static int readNumber(BitReader in) throws MalformedException {
    int number = 0;
    int part;
    do {
      part = in.readBits(8);
      number += part;
    } while (part == MORE);
    return number;
  }
}
