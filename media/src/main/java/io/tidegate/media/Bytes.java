package io.tidegate.media;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/// An immutable slice of bytes: an array, an offset and a length, big-endian readers on top.
///
/// The one byte type of the project above the socket. A slice shares its array with the whole it
/// was cut from, so cutting never copies. Whoever wraps an array gives it away and must not write
/// to it again. Immutable, any thread. Every reader throws [IndexOutOfBoundsException] outside the
/// slice: parsers check lengths first and turn a short input into their own error.
public final class Bytes {
  /// No bytes at all.
  public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

  private final byte[] array;
  private final int offset;
  private final int length;

  private Bytes(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  /// Takes over `array` without a copy; the caller must not write to it again.
  public static Bytes wrap(byte[] array) {
    return array.length == 0 ? EMPTY : new Bytes(array, 0, array.length);
  }

  /// Takes over a part of `array` without a copy; the caller must not write to that part again.
  public static Bytes wrap(byte[] array, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, array.length);
    return length == 0 ? EMPTY : new Bytes(array, offset, length);
  }

  /// Copies a part of `array`.
  public static Bytes copyOf(byte[] array, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, array.length);
    return wrap(Arrays.copyOfRange(array, offset, offset + length));
  }

  /// Copies what remains in `buffer`, whose position does not move.
  public static Bytes copyOf(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.get(buffer.position(), copy);
    return wrap(copy);
  }

  /// The low eight bits of each value.
  public static Bytes of(int... values) {
    byte[] array = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      array[i] = (byte) values[i];
    }
    return wrap(array);
  }

  /// The bytes of `text` in `charset`.
  public static Bytes of(String text, Charset charset) {
    return wrap(text.getBytes(charset));
  }

  /// Reads hexadecimal digits; blanks and line breaks between them are skipped.
  public static Bytes ofHex(String hex) {
    return wrap(HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
  }

  /// All parts, one after the other, in one new array.
  public static Bytes concat(List<Bytes> parts) {
    int total = 0;
    for (Bytes part : parts) {
      total = Math.addExact(total, part.length);
    }
    byte[] joined = new byte[total];
    int position = 0;
    for (Bytes part : parts) {
      part.copyTo(joined, position);
      position += part.length;
    }
    return wrap(joined);
  }

  /// All parts, one after the other, in one new array.
  public static Bytes concat(Bytes... parts) {
    return concat(List.of(parts));
  }

  /// Length in bytes.
  public int length() {
    return length;
  }

  public boolean isEmpty() {
    return length == 0;
  }

  /// The byte at `index`, unsigned.
  public int u8(int index) {
    Objects.checkIndex(index, length);
    return array[offset + index] & 0xFF;
  }

  /// Two bytes at `index`, big-endian, unsigned.
  public int u16(int index) {
    Objects.checkFromIndexSize(index, 2, length);
    int at = offset + index;
    return (array[at] & 0xFF) << 8 | (array[at + 1] & 0xFF);
  }

  /// Three bytes at `index`, big-endian, unsigned.
  public int u24(int index) {
    Objects.checkFromIndexSize(index, 3, length);
    int at = offset + index;
    return (array[at] & 0xFF) << 16 | (array[at + 1] & 0xFF) << 8 | (array[at + 2] & 0xFF);
  }

  /// Four bytes at `index`, big-endian, unsigned.
  public long u32(int index) {
    return s32(index) & 0xFFFF_FFFFL;
  }

  /// Four bytes at `index`, big-endian, signed.
  public int s32(int index) {
    Objects.checkFromIndexSize(index, 4, length);
    int at = offset + index;
    return array[at] << 24
        | (array[at + 1] & 0xFF) << 16
        | (array[at + 2] & 0xFF) << 8
        | (array[at + 3] & 0xFF);
  }

  /// Eight bytes at `index`, big-endian; values over 2^63-1 come out negative.
  public long u64(int index) {
    return (long) s32(index) << 32 | u32(index + 4);
  }

  /// The `count` bytes from `index` on, sharing this slice's array.
  public Bytes slice(int index, int count) {
    Objects.checkFromIndexSize(index, count, length);
    return count == length ? this : wrap(array, offset + index, count);
  }

  /// Everything from `index` on, sharing this slice's array.
  public Bytes slice(int index) {
    return slice(index, length - index);
  }

  /// Copies all bytes into `target` at `position`.
  public void copyTo(byte[] target, int position) {
    System.arraycopy(array, offset, target, position, length);
  }

  /// Copies `count` bytes from `index` into `target` at `position`.
  public void copyTo(int index, byte[] target, int position, int count) {
    Objects.checkFromIndexSize(index, count, length);
    System.arraycopy(array, offset + index, target, position, count);
  }

  /// Appends all bytes to `target`, whose position moves.
  public void copyTo(ByteBuffer target) {
    target.put(array, offset, length);
  }

  /// A copy of the bytes.
  public byte[] toByteArray() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  /// A copy that holds on to nothing but its own bytes: for small parts kept long (parameter sets).
  public Bytes detached() {
    return array.length == length ? this : wrap(toByteArray());
  }

  /// A read-only view without a copy.
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(array, offset, length).slice().asReadOnlyBuffer();
  }

  /// The array behind this slice, for handing it to a socket without a copy. Never write to it.
  public byte[] backingArray() {
    return array;
  }

  /// Where this slice starts in [#backingArray()].
  public int backingOffset() {
    return offset;
  }

  /// The index of the first `value` at or after `from`, or -1.
  public int indexOf(int value, int from) {
    Objects.checkIndex(from, length + 1);
    for (int i = offset + from, end = offset + length; i < end; i++) {
      if (array[i] == (byte) value) {
        return i - offset;
      }
    }
    return -1;
  }

  /// The bytes as text in `charset`.
  public String text(Charset charset) {
    return new String(array, offset, length, charset);
  }

  /// Lower-case hexadecimal digits, without blanks.
  public String toHex() {
    return HexFormat.of().formatHex(array, offset, offset + length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that
        && Arrays.equals(
            array, offset, offset + length, that.array, that.offset, that.offset + that.length);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  /// Length and the first bytes; never the whole content.
  @Override
  public String toString() {
    int shown = Math.min(length, 16);
    return "Bytes[" + length + ": " + slice(0, shown).toHex() + (shown < length ? "…]" : "]");
  }
}
