package io.tidegate.hls;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// The content coding `gzip` of playlists, which shrink to a fifth; RFC 8216bis §2 wants it of
/// servers of Low-Latency HLS, whose players ask several times a second. Stateless.
final class GzipCoding {
  /// RFC 1952 §2.3.1: gzip, deflate, no flags, no time, no extra flags, of an unknown system.
  private static final byte[] HEADER = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, (byte) 0xFF};

  /// The longest stored block of RFC 1951 §3.2.4.
  private static final int STORED = 0xFFFF;

  private static final int PIECE = 4_096;

  private GzipCoding() {}

  /// Whether a client that sent this `Accept-Encoding` takes it. RFC 9110 §12.5.3.
  static boolean isTakenBy(@Nullable String acceptEncoding) {
    if (acceptEncoding == null) {
      return false;
    }
    for (String one : acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = one.split(";", -1);
      String coding = parts[0].strip();
      if (coding.equals("gzip") || coding.equals("x-gzip")) {
        return parts.length == 1 || !isZero(parts[1].strip());
      }
    }
    return false;
  }

  /// `q=0`, `q=0.0`…: not acceptable.
  private static boolean isZero(String weight) {
    return weight.matches("q=0(\\.0{0,3})?");
  }

  /// The beginning of a coded text that many share, to which each has an end of its own.
  static Bytes begin(Bytes plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length() / 2);
    out.writeBytes(HEADER);
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    try {
      deflater.setInput(plain.backingArray(), plain.backingOffset(), plain.length());
      byte[] piece = new byte[PIECE];
      int length;
      do {
        length = deflater.deflate(piece, 0, PIECE, Deflater.SYNC_FLUSH);
        out.write(piece, 0, length);
      } while (length == PIECE);
    } finally {
      deflater.end();
    }
    return Bytes.wrap(out.toByteArray());
  }

  /// What makes a whole of [#begin]: some more text, in blocks that are stored as they are (RFC
  /// 1951 §3.2.4), and sum and length of everything (RFC 1952 §2.3.1).
  static Bytes end(Bytes plain, Bytes more) {
    int blocks = Math.max(1, Math.ceilDiv(more.length(), STORED));
    ByteBuffer out =
        ByteBuffer.allocate(blocks * 5 + more.length() + 8).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < blocks; i++) {
      int from = i * STORED;
      int length = Math.min(STORED, more.length() - from);
      out.put((byte) (i == blocks - 1 ? 1 : 0)).putShort((short) length).putShort((short) ~length);
      out.put(more.backingArray(), more.backingOffset() + from, length);
    }
    CRC32 sum = new CRC32();
    sum.update(plain.backingArray(), plain.backingOffset(), plain.length());
    sum.update(more.backingArray(), more.backingOffset(), more.length());
    out.putInt((int) sum.getValue()).putInt(plain.length() + more.length());
    return Bytes.wrap(out.array());
  }

  static Bytes encode(Bytes plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length() / 2);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain.backingArray(), plain.backingOffset(), plain.length());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible); // memory takes everything
    }
    return Bytes.wrap(out.toByteArray());
  }
}
