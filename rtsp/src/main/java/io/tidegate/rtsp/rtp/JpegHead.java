package io.tidegate.rtsp.rtp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;

/// Writes what stands before the entropy-coded data of a JPEG image. RFC 2435 appendix B, ISO/IEC
/// 10918-1 §B.2.
final class JpegHead {
  static final int END_OF_IMAGE = 0xFFD9;

  private static final int START_OF_IMAGE = 0xFFD8;
  private static final int QUANTIZATION_TABLE = 0xFFDB;
  private static final int START_OF_FRAME = 0xFFC0;
  private static final int HUFFMAN_TABLE = 0xFFC4;
  private static final int RESTART_INTERVAL = 0xFFDD;
  private static final int START_OF_SCAN = 0xFFDA;

  private JpegHead() {}

  /// @param verticalSampling of luminance: 1 for 4:2:2, 2 for 4:2:0
  /// @param tables quantization tables of 64 bytes each
  /// @param restartInterval 0 for none
  static Bytes write(
      int width, int height, int verticalSampling, Bytes tables, int restartInterval) {
    ByteWriter out = new ByteWriter(640);
    out.u16(START_OF_IMAGE);
    int count = tables.length() / JpegTables.TABLE_LENGTH;
    for (int i = 0; i < count; i++) {
      out.u16(QUANTIZATION_TABLE).u16(3 + JpegTables.TABLE_LENGTH).u8(i);
      out.write(tables.slice(i * JpegTables.TABLE_LENGTH, JpegTables.TABLE_LENGTH));
    }
    if (restartInterval > 0) {
      out.u16(RESTART_INTERVAL).u16(4).u16(restartInterval);
    }
    int chroma = count > 1 ? 1 : 0;
    out.u16(START_OF_FRAME).u16(17).u8(8).u16(height).u16(width).u8(3);
    out.u8(1).u8(0x20 | verticalSampling).u8(0); // luminance, table 0
    out.u8(2).u8(0x11).u8(chroma);
    out.u8(3).u8(0x11).u8(chroma);
    out.u16(HUFFMAN_TABLE).u16(2 + JpegTables.huffman().length()).write(JpegTables.huffman());
    out.u16(START_OF_SCAN).u16(12).u8(3);
    out.u8(1).u8(0x00).u8(2).u8(0x11).u8(3).u8(0x11);
    out.u8(0).u8(63).u8(0); // all coefficients, no approximation
    return out.toBytes();
  }
}
