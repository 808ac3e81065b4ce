package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.FrameRate;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import io.tidegate.media.VideoFormat;

/// The VPCodecConfigurationRecord (`vpcC`). VP Codec ISO Media File Format Binding, v1.0.
public final class Vp9Configuration {
  private static final int LENGTH = 12;

  /// Level 6.2 allows 16384 in one direction (VP9 §A); sample entries of MP4 end at 65535.
  private static final int MAX_SIDE = 16_384;

  /// codecInitializationDataSize: VP9 has none.
  private static final Bytes NO_INITIALIZATION = Bytes.of(0, 0);

  private Vp9Configuration() {}

  /// @param width from elsewhere: the record has no geometry
  /// @param height from elsewhere
  public static CodecParams.Vp9 parse(Bytes vpcC, int width, int height) throws MalformedException {
    if (vpcC.length() < LENGTH || vpcC.u8(0) != 1 || width < 1 || height < 1) {
      throw new MalformedException(Reason.BAD_VALUE, 0, "not a vpcC version 1");
    }
    if (width > MAX_SIDE || height > MAX_SIDE) {
      throw new MalformedException(Reason.LIMIT, "a picture of " + width + "x" + height);
    }
    VideoFormat format = VideoFormat.of(width, height, FrameRate.UNKNOWN, 0);
    int depths = vpcC.u8(6);
    return new CodecParams.Vp9(
        format,
        vpcC.u8(4),
        vpcC.u8(5),
        depths >> 4,
        depths >> 1 & 7,
        Bytes.concat(vpcC.slice(0, LENGTH - 2), NO_INITIALIZATION));
  }

  /// The record with its version and flags.
  public static Bytes write(CodecParams.Vp9 params) {
    return params.vpcC();
  }
}
