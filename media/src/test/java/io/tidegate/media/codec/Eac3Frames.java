package io.tidegate.media.codec;

import io.tidegate.media.Bytes;

/// Frames of E-AC-3 made for tests: a header that is right, and zeros. ETSI TS 102 366 §E.1.2.2.
public final class Eac3Frames {
  /// Table E.1.4: Lrs/Rrs, the second pair of surrounds of 7.1.
  public static final int REAR_SURROUNDS = 1 << 9;

  private Eac3Frames() {}

  /// 48 kHz, six blocks, 5.1.
  public static Bytes independent(int id, int length) {
    return header(0, id, length).bits(7, 3).flag(true).bits(16, 5).toBytes(length);
  }

  /// Two more channels in 2/0 mode.
  public static Bytes dependent(int id, int length, int channelMap) {
    BitWriter out = header(1, id, length).bits(2, 3).flag(false);
    out.bits(16, 5).bits(31, 5).flag(true).bits(0, 8); // bsid, dialnorm, compr
    return out.flag(true).bits(channelMap, 16).toBytes(length);
  }

  private static BitWriter header(int streamType, int id, int length) {
    BitWriter out = new BitWriter().bits(0x0B77, 16).bits(streamType, 2).bits(id, 3);
    return out.bits(length / 2 - 1, 11).bits(0, 2).bits(3, 2); // frmsiz, fscod, numblkscod
  }
}
