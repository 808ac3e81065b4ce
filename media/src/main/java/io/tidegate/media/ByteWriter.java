package io.tidegate.media;

import java.util.Arrays;
import java.util.Objects;

/// Collects bytes, big-endian, in an array that grows. Loop-confined.
public final class ByteWriter {
  private byte[] array;
  private int size;

  /// @param capacity bytes to make room for at first
  public ByteWriter(int capacity) {
    array = new byte[Math.max(16, capacity)];
  }

  public ByteWriter() {
    this(256);
  }

  /// Bytes written so far.
  public int size() {
    return size;
  }

  public ByteWriter u8(int value) {
    ensure(1);
    array[size++] = (byte) value;
    return this;
  }

  public ByteWriter u16(int value) {
    ensure(2);
    array[size++] = (byte) (value >>> 8);
    array[size++] = (byte) value;
    return this;
  }

  public ByteWriter u24(int value) {
    ensure(3);
    array[size++] = (byte) (value >>> 16);
    array[size++] = (byte) (value >>> 8);
    array[size++] = (byte) value;
    return this;
  }

  public ByteWriter u32(long value) {
    ensure(4);
    put32(size, (int) value);
    size += 4;
    return this;
  }

  public ByteWriter u64(long value) {
    ensure(8);
    put32(size, (int) (value >>> 32));
    put32(size + 4, (int) value);
    size += 8;
    return this;
  }

  public ByteWriter write(Bytes bytes) {
    ensure(bytes.length());
    bytes.copyTo(array, size);
    size += bytes.length();
    return this;
  }

  public ByteWriter write(byte[] source, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.length);
    ensure(length);
    System.arraycopy(source, offset, array, size, length);
    size += length;
    return this;
  }

  /// `count` times the same byte.
  public ByteWriter fill(int value, int count) {
    ensure(count);
    Arrays.fill(array, size, size + count, (byte) value);
    size += count;
    return this;
  }

  /// Overwrites four bytes written before.
  public void patchU32(int at, long value) {
    Objects.checkFromIndexSize(at, 4, size);
    put32(at, (int) value);
  }

  /// Overwrites two bytes written before.
  public void patchU16(int at, int value) {
    Objects.checkFromIndexSize(at, 2, size);
    array[at] = (byte) (value >>> 8);
    array[at + 1] = (byte) value;
  }

  /// A byte written before, unsigned.
  public int u8At(int at) {
    Objects.checkIndex(at, size);
    return array[at] & 0xFF;
  }

  /// Hands over what was written, without a copy, and starts again with nothing.
  public Bytes toBytes() {
    Bytes bytes = Bytes.wrap(array, 0, size);
    array = new byte[16];
    size = 0;
    return bytes;
  }

  private void ensure(int more) {
    int needed = Math.addExact(size, more);
    if (needed > array.length) {
      array = Arrays.copyOf(array, Math.max(needed, (int) Math.min(array.length * 2L, 1 << 30)));
    }
  }

  private void put32(int at, int value) {
    array[at] = (byte) (value >>> 24);
    array[at + 1] = (byte) (value >>> 16);
    array[at + 2] = (byte) (value >>> 8);
    array[at + 3] = (byte) value;
  }
}
