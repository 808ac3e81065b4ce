package io.tidegate.media.ts;

import io.tidegate.media.Bytes;

/// The CRC_32 of PSI sections: polynomial 0x04C11DB7, not reflected, all ones at the start, not
/// inverted. ISO/IEC 13818-1 annex A. Over a section with its CRC the result is 0.
final class Crc32Mpeg {
  private static final int POLYNOMIAL = 0x04C1_1DB7;
  private static final int[] TABLE = table();

  private Crc32Mpeg() {}

  static int of(Bytes bytes) {
    int crc = -1;
    for (int i = 0; i < bytes.length(); i++) {
      crc = crc << 8 ^ TABLE[(crc >>> 24) ^ bytes.u8(i)];
    }
    return crc;
  }

  private static int[] table() {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int crc = i << 24;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc << 1 ^ (crc < 0 ? POLYNOMIAL : 0);
      }
      table[i] = crc;
    }
    return table;
  }
}
