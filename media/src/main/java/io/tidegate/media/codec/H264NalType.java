package io.tidegate.media.codec;

import io.tidegate.media.Bytes;

/// `nal_unit_type` of H.264, ISO/IEC 14496-10 table 7-1.
public final class H264NalType {
  public static final int SLICE = 1;
  public static final int PARTITION_C = 4;
  public static final int IDR = 5;
  public static final int SEI = 6;
  public static final int SPS = 7;
  public static final int PPS = 8;
  public static final int ACCESS_UNIT_DELIMITER = 9;
  public static final int END_OF_SEQUENCE = 10;
  public static final int END_OF_STREAM = 11;
  public static final int FILLER = 12;
  public static final int SPS_EXTENSION = 13;

  private H264NalType() {}

  /// The type of a NAL unit that is not empty.
  public static int of(Bytes nal) {
    return nal.u8(0) & 0x1F;
  }

  /// True for slices of a coded picture.
  public static boolean isVcl(int type) {
    return type >= SLICE && type <= IDR;
  }

  /// True for what ends the stream or pads it: nothing that a decoder needs within an access unit.
  public static boolean isOnlyFraming(int type) {
    return type == ACCESS_UNIT_DELIMITER
        || type == FILLER
        || type == END_OF_SEQUENCE
        || type == END_OF_STREAM;
  }
}
