package io.tidegate.media.codec;

import io.tidegate.media.Bytes;

/// H.264 NAL units made for tests.
final class AvcSets {
  static final Bytes IDR_OF_PPS_0 = slice(5, 7, 0);
  static final Bytes SLICE_OF_PPS_0 = slice(1, 5, 0);

  private AvcSets() {}

  /// An SPS without VUI, Main profile, level 3.1, order count type 0.
  static Bytes sps(int id, int widthInMbs, int heightInMbs) {
    return sps(77, 0, 31, id, 0, 4, widthInMbs, heightInMbs);
  }

  static Bytes sps(
      int profile,
      int constraints,
      int level,
      int id,
      int pocType,
      int refs,
      int width,
      int height) {
    BitWriter out = new BitWriter().bits(0x67, 8).bits(profile, 8).bits(constraints, 8);
    out.bits(level, 8).ue(id, 0, pocType);
    if (pocType == 0) {
      out.ue(2);
    }
    out.ue(refs).flag(false).ue(width - 1, height - 1);
    return out.flag(true).flag(true).flag(false).flag(false).toNal();
  }

  static Bytes pps(int id, int spsId) {
    return new BitWriter().bits(0x68, 8).ue(id, spsId).flag(true).flag(false).ue(0).toNal();
  }

  /// Only as much of the slice header as tells the PPS.
  static Bytes slice(int type, int sliceType, int ppsId) {
    return new BitWriter().bits(0x60 | type, 8).ue(0, sliceType, ppsId).bits(0x2A, 8).toNal();
  }
}
