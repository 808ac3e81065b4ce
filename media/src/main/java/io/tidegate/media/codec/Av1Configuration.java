package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.UnsupportedException;

/// The AV1CodecConfigurationRecord (`av1C`). AV1 Codec ISO Media File Format Binding §2.3.
public final class Av1Configuration {
  private static final int FIXED_LENGTH = 4;

  private Av1Configuration() {}

  /// The sequence header among the configOBUs tells everything.
  public static CodecParams.Av1 parse(Bytes av1C) throws MalformedException, UnsupportedException {
    if (av1C.length() < FIXED_LENGTH || av1C.u8(0) != 0x81) { // marker, version 1
      throw new MalformedException(Reason.BAD_VALUE, 0, "not an av1C");
    }
    for (Bytes obu : Obus.split(av1C.slice(FIXED_LENGTH))) {
      if (Obus.type(obu) == Obus.SEQUENCE_HEADER) {
        return Av1SequenceHeader.parse(obu);
      }
    }
    throw new MalformedException(Reason.MISSING_REFERENCE, "av1C without a sequence header");
  }

  public static Bytes write(CodecParams.Av1 params) {
    int flags =
        params.tier() << 7
            | (params.bitDepth() > 8 ? 1 : 0) << 6
            | (params.bitDepth() == 12 ? 1 : 0) << 5
            | (params.monochrome() ? 1 : 0) << 4
            | params.subsamplingX() << 3
            | params.subsamplingY() << 2
            | params.chromaSamplePosition();
    Bytes fixed = Bytes.of(0x81, params.profile() << 5 | params.levelIdx(), flags, 0);
    return Bytes.concat(fixed, params.sequenceHeader());
  }
}
