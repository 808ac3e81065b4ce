package io.tidegate.transcode.ladder;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// Whether a logo is there, whole, and a picture: a child whose logo is none makes nothing at all.
/// Reads a few bytes at either end. Not on an event loop.
final class LogoFile {
  /// PNG (ISO/IEC 15948) §5.2.
  private static final String PNG = latin(0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n');

  /// §11.2.5: the last chunk, with its check sum.
  private static final String IEND = latin(0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xAE, 'B', 0x60, 0x82);

  /// JPEG (ITU-T T.81) §B.1.1.3: SOI, and the first byte of the marker after it.
  private static final String JPEG = latin(0xFF, 0xD8, 0xFF);

  /// Some programs write something behind the last chunk.
  private static final int TAIL = 1_024;

  /// Whoever copies it has not written for so long.
  private static final Duration STILL = Duration.ofSeconds(3);

  private LogoFile() {}

  /// @return why it cannot be used, empty where it can
  static String problem(Path logo, Instant now) {
    String name = "its logo " + logo.getFileName();
    if (!Files.isRegularFile(logo) || !Files.isReadable(logo)) {
      return name + " cannot be read";
    }
    try {
      Instant changed = Files.getLastModifiedTime(logo).toInstant();
      // disks of other machines may be ahead
      if (!changed.isAfter(now) && changed.isAfter(now.minus(STILL))) {
        return name + " may still be written to";
      }
      return problem(logo, name);
    } catch (IOException unreadable) {
      return name + " cannot be read";
    }
  }

  private static String problem(Path logo, String name) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(logo.toFile(), "r")) {
      String head = read(file, 0, PNG.length());
      if (head.startsWith(JPEG)) {
        return "";
      }
      if (!head.equals(PNG)) {
        return name + " is neither PNG nor JPEG";
      }
      String tail = read(file, Math.max(PNG.length(), file.length() - TAIL), TAIL);
      return tail.contains(IEND) ? "" : name + " is cut off";
    }
  }

  private static String read(RandomAccessFile file, long from, int most) throws IOException {
    byte[] bytes = new byte[most];
    file.seek(from);
    int length = Math.max(0, file.read(bytes));
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }

  private static String latin(int... bytes) {
    return new String(bytes, 0, bytes.length);
  }
}
