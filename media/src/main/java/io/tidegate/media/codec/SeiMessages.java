package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;

/// The messages in an SEI NAL unit. ISO/IEC 14496-10 §7.3.2.3.1, ISO/IEC 23008-2 §7.3.5.
final class SeiMessages {
  private static final int MORE = 0xFF;

  /// Encoders put what is looked for before or right behind the captions of the picture, which have
  /// at most some 100 bytes; what comes after a long text of theirs is not looked for.
  private static final int LOOKED_AT = 1024;

  private SeiMessages() {}

  /// A reader at the first message of this payloadType; null without one, or where the NAL unit is
  /// damaged before it.
  ///
  /// @param headerLength bytes of the NAL unit header, 1 or 2
  static @Nullable BitReader find(Bytes sei, int headerLength, int payloadType) {
    BitReader in = BitReader.ofRbsp(sei.slice(0, Math.min(sei.length(), LOOKED_AT)));
    try {
      in.skip(8 * headerLength);
      while (in.bitsLeft() >= 24) { // type, size and one byte
        int type = readNumber(in);
        int size = readNumber(in);
        if (type == payloadType) {
          return in;
        }
        in.skip(8 * size);
      }
    } catch (MalformedException cut) {
      return null;
    }
    return null;
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
