package io.tidegate.rtsp.rtp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;

/// What RTP tells of a JPEG image. ISO/IEC 10918-1 §B.2. Immutable.
///
/// @param width a multiple of 8, as the payload format wants it
/// @param height alike
/// @param verticalSampling of luminance: 1 for 4:2:2, 2 for 4:2:0
/// @param tables one or two quantization tables of 64 bytes
/// @param restartInterval 0 for none
/// @param scan the entropy-coded data, without the marker at its end
record JpegImage(
    int width, int height, int verticalSampling, Bytes tables, int restartInterval, Bytes scan) {
  private static final int START_OF_FRAME = 0xC0;
  private static final int START_OF_SCAN = 0xDA;
  private static final int QUANTIZATION_TABLE = 0xDB;
  private static final int RESTART_INTERVAL = 0xDD;
  private static final int HUFFMAN_TABLE = 0xC4;

  /// The largest that eight bits of eight pixels tell.
  private static final int MAX_SIDE = 2_040;

  /// Null for what RFC 2435 §3.1 cannot tell: other samplings, precisions, codings or tables than
  /// those of its types 0 and 1, sides that are no multiples of 8 or over 2,040.
  static @Nullable JpegImage parse(Bytes image) {
    Reader reader = new Reader(image);
    return reader.read() ? reader.result() : null;
  }

  private static final class Reader {
    private final Bytes image;
    private final Bytes[] tables = new Bytes[2];
    private Bytes frame = Bytes.EMPTY;
    private int restartInterval;
    private int scanAt;

    Reader(Bytes image) {
      this.image = image;
    }

    /// Segments up to the scan; false when one is not as it has to be.
    boolean read() {
      if (image.length() < 4 || image.u16(0) != 0xFFD8) {
        return false;
      }
      int at = 2;
      while (at + 4 <= image.length() && image.u8(at) == 0xFF) {
        int length = image.u16(at + 2);
        if (length < 2 || length > image.length() - at - 2) {
          return false;
        }
        Bytes content = image.slice(at + 4, length - 2);
        int marker = image.u8(at + 1);
        at += 2 + length;
        if (marker == START_OF_SCAN) {
          scanAt = at;
          return content.length() == 10 && content.u8(0) == 3 && isUsual();
        }
        if (!segment(marker, content)) {
          return false;
        }
      }
      return false;
    }

    private boolean segment(int marker, Bytes content) {
      return switch (marker) {
        case QUANTIZATION_TABLE -> quantization(content);
        case START_OF_FRAME -> {
          frame = content;
          yield content.length() == 15;
        }
        case RESTART_INTERVAL -> {
          restartInterval = content.length() == 2 ? content.u16(0) : 0;
          yield content.length() == 2;
        }
        case HUFFMAN_TABLE -> isStandard(content);
        // other codings than the baseline's: C1 to CF but for C4, C8 and CC
        default -> (marker & 0xF0) != 0xC0;
      };
    }

    /// One or more tables of 8 bits.
    private boolean quantization(Bytes content) {
      int at = 0;
      while (content.length() - at > JpegTables.TABLE_LENGTH) {
        int number = content.u8(at);
        if (number > 1) {
          return false;
        }
        tables[number] = content.slice(at + 1, JpegTables.TABLE_LENGTH);
        at += 1 + JpegTables.TABLE_LENGTH;
      }
      return at == content.length();
    }

    /// Receivers know no others; each of the four is somewhere among those of the standard.
    private static boolean isStandard(Bytes content) {
      return JpegTables.huffman().toHex().contains(content.toHex());
    }

    /// Three components; luminance twice as wide as the others and once or twice as high.
    private boolean isUsual() {
      if (frame.length() != 15 || frame.u8(0) != 8 || frame.u8(5) != 3) {
        return false;
      }
      int luminance = frame.u8(7);
      boolean sampled = luminance == 0x21 || luminance == 0x22;
      boolean chroma = frame.u8(10) == 0x11 && frame.u8(13) == 0x11;
      boolean sameTable = frame.u8(8) == 0 && frame.u8(11) == frame.u8(14) && frame.u8(11) <= 1;
      boolean known = tables[0] != null && tables[frame.u8(11) & 1] != null;
      return sampled && chroma && sameTable && known && fits(width()) && fits(height());
    }

    private static boolean fits(int side) {
      return side > 0 && side <= MAX_SIDE && side % 8 == 0;
    }

    private int height() {
      return frame.u16(1);
    }

    private int width() {
      return frame.u16(3);
    }

    JpegImage result() {
      ByteWriter both = new ByteWriter(2 * JpegTables.TABLE_LENGTH);
      both.write(tables[0]);
      if (frame.u8(11) == 1) {
        both.write(tables[1]);
      }
      Bytes scan = image.slice(scanAt);
      int length = scan.length();
      boolean ended = length >= 2 && scan.u16(length - 2) == JpegHead.END_OF_IMAGE;
      return new JpegImage(
          width(),
          height(),
          frame.u8(7) & 0x0F,
          both.toBytes(),
          restartInterval,
          ended ? scan.slice(0, length - 2) : scan);
    }
  }
}
