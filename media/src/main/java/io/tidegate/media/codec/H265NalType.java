package io.tidegate.media.codec;

import io.tidegate.media.Bytes;

/// `nal_unit_type` of H.265, ISO/IEC 23008-2 table 7-1.
public final class H265NalType {
  public static final int RASL_R = 9;
  public static final int BLA_W_LP = 16;
  public static final int IDR_W_RADL = 19;
  public static final int IDR_N_LP = 20;
  public static final int CRA = 21;
  public static final int LAST_IRAP = 23;
  public static final int LAST_VCL = 31;
  public static final int VPS = 32;
  public static final int SPS = 33;
  public static final int PPS = 34;
  public static final int ACCESS_UNIT_DELIMITER = 35;
  public static final int END_OF_SEQUENCE = 36;
  public static final int END_OF_BITSTREAM = 37;
  public static final int FILLER = 38;
  public static final int PREFIX_SEI = 39;
  public static final int SUFFIX_SEI = 40;

  private H265NalType() {}

  /// The type of a NAL unit that is not empty.
  public static int of(Bytes nal) {
    return nal.u8(0) >> 1 & 0x3F;
  }

  /// nuh_layer_id: 0 for the pictures of the base layer. ISO/IEC 23008-2 §7.3.1.2.
  ///
  /// @param nal at least two bytes
  static int layer(Bytes nal) {
    return (nal.u8(0) & 1) << 5 | nal.u8(1) >> 3;
  }

  /// True for slices of a coded picture.
  public static boolean isVcl(int type) {
    return type <= LAST_VCL;
  }

  /// True for intra random access pictures: decoding can start there.
  public static boolean isIrap(int type) {
    return type >= BLA_W_LP && type <= LAST_IRAP;
  }

  public static boolean isParameterSet(int type) {
    return type >= VPS && type <= PPS;
  }

  /// True for what ends the stream or pads it: nothing that a decoder needs within an access unit.
  public static boolean isOnlyFraming(int type) {
    return type >= ACCESS_UNIT_DELIMITER && type <= FILLER;
  }
}
