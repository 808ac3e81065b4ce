package io.tidegate.rtsp.rtp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;

/// The tables that JPEG over RTP leaves out. ISO/IEC 10918-1 annex K, RFC 2435 appendix A and B.
final class JpegTables {
  static final int TABLE_LENGTH = 64;

  /// Table K.1, row by row.
  private static final int[] LUMINANCE = {
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113,
    92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99
  };

  /// Table K.2, row by row, of which only the first four columns and rows differ from 99.
  private static final int[] CHROMINANCE = {
    17, 18, 24, 47, 18, 21, 26, 66, 24, 26, 56, 99, 47, 66, 99, 99
  };

  /// Places in a table, row by row, in the order of figure A.6.
  private static final int[] ZIGZAG = {
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63
  };

  /// Tables K.3 to K.6 behind their class and number: how many codes of each length, then the
  /// symbols.
  private static final Bytes HUFFMAN =
      Bytes.ofHex(
          "00" // luminance DC
              + "00010501010101010100000000000000"
              + "000102030405060708090a0b"
              + "10" // luminance AC
              + "0002010303020403050504040000017d"
              + "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a16"
              + "1718191a25262728292a3435363738393a434445464748494a535455565758595a63646566676869"
              + "6a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6"
              + "b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8"
              + "f9fa"
              + "01" // chrominance DC
              + "00030101010101010101010000000000"
              + "000102030405060708090a0b"
              + "11" // chrominance AC
              + "00020102040403040705040400010277"
              + "000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434"
              + "e125f11718191a262728292a35363738393a434445464748494a535455565758595a636465666768"
              + "696a737475767778797a82838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4"
              + "b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8"
              + "f9fa");

  private JpegTables() {}

  /// The four Huffman tables as one segment's content.
  static Bytes huffman() {
    return HUFFMAN;
  }

  /// Both quantization tables of a Q factor, in zigzag order. RFC 2435 §4.2
  ///
  /// @param q 1 to 99
  static Bytes quantization(int q) {
    int scale = q < 50 ? 5_000 / q : 200 - 2 * q;
    ByteWriter out = new ByteWriter(2 * TABLE_LENGTH);
    for (int table = 0; table < 2; table++) {
      for (int place : ZIGZAG) {
        int value = table == 0 ? LUMINANCE[place] : chrominance(place / 8, place % 8);
        out.u8(Math.clamp((value * scale + 50) / 100, 1, 255));
      }
    }
    return out.toBytes();
  }

  private static int chrominance(int row, int column) {
    return row < 4 && column < 4 ? CHROMINANCE[4 * row + column] : 99;
  }
}
