package io.tidegate.transcode.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// What FFmpeg says of its work with `-progress`. Immutable.
///
/// @param frames coded so far
/// @param fps coded in a second
/// @param speed media time in a second
/// @param outTimeUs where its output is, microseconds
record Progress(long frames, double fps, double speed, long outTimeUs) {
  static final Progress NONE = new Progress(0, 0, 0, 0);

  /// Longer lines are not FFmpeg's.
  private static final int MOST_CHARACTERS = 200;

  /// Calls `each` for each report until the child closes its output. Blocks.
  static void follow(InputStream standardOutput, Consumer<Progress> each) {
    try (Reader reader = new InputStreamReader(standardOutput, StandardCharsets.US_ASCII);
        BufferedReader lines = new BufferedReader(reader)) {
      Progress now = NONE;
      StringBuilder line = new StringBuilder();
      for (int next = lines.read(); next >= 0; next = lines.read()) {
        if (next != '\n') {
          if (line.length() < MOST_CHARACTERS) {
            line.append((char) next);
          }
          continue;
        }
        now = now.with(line.toString());
        if (line.indexOf("progress=") == 0) {
          each.accept(now);
        }
        line.setLength(0);
      }
    } catch (IOException _) {
      // it was killed
    }
  }

  /// One line more; what is not known changes nothing.
  Progress with(String line) {
    int equals = line.indexOf('=');
    if (equals < 0) {
      return this;
    }
    String value = line.substring(equals + 1).strip();
    return switch (line.substring(0, equals)) {
      case "frame" -> new Progress(count(value, frames), fps, speed, outTimeUs);
      case "fps" -> new Progress(frames, number(value, fps), speed, outTimeUs);
      case "speed" -> new Progress(frames, fps, number(value.replace("x", ""), speed), outTimeUs);
      case "out_time_us" -> new Progress(frames, fps, speed, count(value, outTimeUs));
      default -> this;
    };
  }

  private static long count(String text, long otherwise) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException notKnownYet) {
      return otherwise; // N/A
    }
  }

  private static double number(String text, double otherwise) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException notKnownYet) {
      return otherwise; // N/A
    }
  }
}
