package io.tidegate.srt.lib;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/// Option values as C lays them out. No state, any thread.
final class OptionMemory {
  /// The longest option is the stream id.
  static final int MAX_TEXT = LibSrt.MAX_STREAM_ID;

  /// Room for one value, the zero byte that libsrt writes after a text, and its length.
  static final int BYTES = 528;

  /// Where the length is, an int.
  static final int LENGTH_AT = 520;

  private OptionMemory() {}

  /// Writes `value` at 0 in the machine's byte order; tells its length.
  static int write(ByteBuffer memory, Object value) {
    return switch (value) {
      case Integer number -> {
        memory.putInt(0, number);
        yield Integer.BYTES;
      }
      case Long number -> {
        memory.putLong(0, number);
        yield Long.BYTES;
      }
      case Boolean flag -> {
        memory.put(0, (byte) (flag ? 1 : 0));
        yield 1;
      }
      case String text -> {
        byte[] bytes = text.getBytes(UTF_8);
        memory.put(0, bytes);
        yield bytes.length;
      }
      default -> throw new IllegalStateException("no option value: " + value.getClass());
    };
  }

  /// Passphrases do not stay in memory that is given back.
  static void wipe(ByteBuffer memory, int length) {
    memory.put(0, new byte[length]);
  }

  static String text(ByteBuffer memory, int length) {
    byte[] bytes = new byte[Math.clamp(length, 0, MAX_TEXT)];
    memory.get(0, bytes);
    return new String(bytes, UTF_8);
  }
}
