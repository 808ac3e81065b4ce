package io.tidegate.gateway.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Reads a file that a person wrote: whole, UTF-8, no larger than such files are. Messages of its
/// exceptions say in words what is wrong.
public final class TextFile {
  private TextFile() {}

  /// What is written is not UTF-8.
  public static final class NotUtf8Exception extends CharacterCodingException {
    private static final long serialVersionUID = 1L;
    private final int line;

    NotUtf8Exception(int line) {
      this.line = line;
    }

    /// The first line that is not, counted from 1.
    public int line() {
      return line;
    }

    @Override
    public String getMessage() {
      return "not UTF-8 in line " + line;
    }
  }

  /// The text, without a byte order mark.
  public static String read(String name, int maxBytes) throws IOException {
    byte[] bytes;
    try {
      Path file = Path.of(name);
      if (Files.isDirectory(file)) {
        throw new IOException("it is a folder");
      }
      bytes = bytes(file, maxBytes);
    } catch (NoSuchFileException absent) {
      throw new IOException("no such file", absent);
    } catch (AccessDeniedException denied) {
      throw new IOException("permission denied", denied);
    } catch (InvalidPathException noPath) {
      throw new IOException("not a path here: " + noPath.getReason(), noPath);
    }
    String text = utf8(bytes);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static byte[] bytes(Path file, int maxBytes) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw new IOException("larger than " + maxBytes + " bytes");
      }
      return bytes;
    }
  }

  private static String utf8(byte[] bytes) throws NotUtf8Exception {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    if (decoder.decode(in, out, true).isError()) {
      out.flip();
      throw new NotUtf8Exception(1 + (int) out.chars().filter(letter -> letter == '\n').count());
    }
    return out.flip().toString();
  }
}
