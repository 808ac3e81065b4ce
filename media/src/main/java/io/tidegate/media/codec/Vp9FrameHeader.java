package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;

/// The uncompressed header of a VP9 key frame: the one place where VP9 tells its geometry. VP9
/// bitstream specification §6.2. Immutable.
///
/// @param profile 0 to 3
/// @param bitDepth 8, 10 or 12
/// @param width 1 to 65536
/// @param height 1 to 65536
public record Vp9FrameHeader(int profile, int bitDepth, int width, int height) {
  private static final int FRAME_MARKER = 2;
  private static final int SYNC_CODE = 0x498342;
  private static final int CS_RGB = 7;

  /// @param frame a frame or superframe that begins with a key frame
  /// @throws MalformedException also for other frames
  public static Vp9FrameHeader parseKeyFrame(Bytes frame) throws MalformedException {
    BitReader in = new BitReader(frame);
    if (in.readBits(2) != FRAME_MARKER) {
      throw new MalformedException(Reason.BAD_VALUE, 0, "not a VP9 frame");
    }
    int profile = in.readBits(1) | in.readBits(1) << 1;
    if (profile == 3) {
      in.skip(1); // reserved_zero
    }
    boolean showExisting = in.readFlag();
    if (showExisting || in.readFlag()) { // frame_type
      throw new MalformedException(Reason.BAD_VALUE, 0, "not a VP9 key frame");
    }
    in.skip(2); // show_frame, error_resilient_mode
    if (in.readBits(24) != SYNC_CODE) {
      throw new MalformedException(Reason.LOST_SYNC, 1, "no VP9 sync code");
    }
    int bitDepth = colorConfig(in, profile);
    int width = in.readBits(16) + 1;
    int height = in.readBits(16) + 1;
    return new Vp9FrameHeader(profile, bitDepth, width, height);
  }

  /// §6.2.2
  private static int colorConfig(BitReader in, int profile) throws MalformedException {
    int bitDepth = 8;
    if (profile >= 2) {
      bitDepth = in.readFlag() ? 12 : 10;
    }
    boolean fullChroma = (profile & 1) == 1;
    if (in.readBits(3) == CS_RGB) {
      in.skip(fullChroma ? 1 : 0); // reserved_zero
    } else {
      in.skip(fullChroma ? 4 : 1); // color_range; subsampling_x, subsampling_y, reserved_zero
    }
    return bitDepth;
  }
}
