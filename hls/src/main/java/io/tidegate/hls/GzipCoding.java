package io.tidegate.hls;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/// The content coding `gzip` of playlists, which shrink to a fifth; RFC 8216bis §2 wants it of
/// servers of Low-Latency HLS, whose players ask several times a second. Stateless.
final class GzipCoding {
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
