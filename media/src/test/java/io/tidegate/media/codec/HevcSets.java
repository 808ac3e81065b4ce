package io.tidegate.media.codec;

import io.tidegate.media.Bytes;

/// H.265 NAL units made for tests.
final class HevcSets {
  private HevcSets() {}

  /// Main profile, one sub-layer, without reordering, tail and VUI.
  static Bytes sps(int layer, int id, int width, int height) {
    BitWriter out = header(33, layer).bits(0, 4).bits(0, 3).flag(true);
    out.bits(1, 8).bits(0x60000000L, 32).bits(0x9000_0000_0000L, 48).bits(93, 8);
    out.ue(id, 1, width, height).flag(false).ue(0, 0, 4).flag(true).ue(1, 0, 0);
    return out.ue(0, 3, 0, 3, 0, 0).bits(0, 4).ue(0).bits(0, 5).toNal();
  }

  /// One that takes long to read: scaling lists of the longest codes, some 12 KB.
  static Bytes slowSps(int id) {
    BitWriter out = header(33, 0).bits(0, 4).bits(0, 3).flag(true);
    out.bits(1, 8).bits(0x60000000L, 32).bits(0x9000_0000_0000L, 48).bits(93, 8);
    out.ue(id, 1, 320, 192).flag(false).ue(0, 0, 4).flag(true).ue(1, 0, 0);
    out.ue(0, 3, 0, 3, 0, 0).flag(true).flag(true);
    for (int list = 0; list < 6 + 6 + 6 + 2; list++) {
      out.flag(true);
      int values = (list < 6 ? 16 : 64) + (list >= 12 ? 1 : 0);
      for (int i = 0; i < values; i++) {
        out.ue(Integer.MAX_VALUE - 1);
      }
    }
    return out.bits(0, 3).ue(0).bits(0, 5).toNal();
  }

  static Bytes pps(int id, int spsId) {
    return header(34, 0).ue(id, spsId).bits(0x2A, 8).toNal();
  }

  /// Only as much of the slice header as tells the PPS.
  static Bytes slice(int type, int ppsId) {
    BitWriter out = header(type, 0).flag(true);
    if (type >= 16 && type <= 23) {
      out.flag(false);
    }
    return out.ue(ppsId).bits(0x2A, 8).toNal();
  }

  private static BitWriter header(int type, int layer) {
    return new BitWriter().flag(false).bits(type, 6).bits(layer, 6).bits(1, 3);
  }
}
