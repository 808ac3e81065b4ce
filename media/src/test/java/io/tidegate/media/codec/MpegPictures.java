package io.tidegate.media.codec;

import io.tidegate.media.Bytes;

/// Coded pictures of MPEG-2 made up for tests: right headers, one slice of noise.
public final class MpegPictures {
  /// 64x48 at 25 Hz, interlaced. Made by FFmpeg.
  public static final Bytes SEQUENCE = Bytes.ofHex("000001b304003033ffffe018000001b5148200010000");

  /// group_of_pictures_header, closed.
  public static final Bytes GROUP = Bytes.ofHex("000001b800080040");

  private MpegPictures() {}

  /// A frame, interlaced, its top field first.
  public static Bytes frame(int temporalReference, MpegVideoPicture.Type type) {
    return picture(temporalReference, type, MpegVideoPicture.Structure.FRAME, true, false);
  }

  public static Bytes field(
      int temporalReference, MpegVideoPicture.Type type, MpegVideoPicture.Structure structure) {
    return picture(temporalReference, type, structure, false, false);
  }

  /// picture_header, picture_coding_extension, one slice.
  public static Bytes picture(
      int temporalReference,
      MpegVideoPicture.Type type,
      MpegVideoPicture.Structure structure,
      boolean top,
      boolean progressive) {
    BitWriter out = new BitWriter();
    out.bits(0x100, 32).bits(temporalReference, 10).bits(type.code(), 3).bits(0xFFFF, 16);
    out.bits(0, type == MpegVideoPicture.Type.INTRA ? 3 : 11).align();
    out.bits(0x1B5, 32).bits(8, 4).bits(0xFFFF, 16).bits(0, 2).bits(structure.code(), 2);
    out.flag(top).bits(0, 5).flag(false).flag(progressive).flag(progressive).flag(false).align();
    out.bits(0x101, 32).bits(0x13F9C131_00000B80L + temporalReference, 64);
    return out.toBytes();
  }
}
