package io.tidegate.gateway.clip;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How far FFmpeg is, by what it writes with `-progress`. For one thread that may wait.
///
/// @param length of what it makes, zero where nobody knows
record ClipProgress(Path file, Duration length) {
  private static final Pattern TIME = Pattern.compile("out_time_us=(\\d{1,15})");

  /// The last report is a tenth of this.
  private static final int TAIL_BYTES = 2_048;

  /// Of a hundred; 0 where nobody knows.
  int percent() {
    if (length.isZero()) {
      return 0;
    }
    long micros = 0;
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, in.length() - TAIL_BYTES);
      in.seek(from);
      byte[] tail = new byte[(int) (in.length() - from)];
      in.readFully(tail);
      Matcher times = TIME.matcher(new String(tail, StandardCharsets.ISO_8859_1));
      while (times.find()) {
        micros = Long.parseLong(times.group(1));
      }
    } catch (IOException notThereYet) {
      return 0;
    }
    return Math.clamp(micros / 10 / length.toMillis(), 0, 99);
  }
}
