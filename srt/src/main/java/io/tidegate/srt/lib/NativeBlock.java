package io.tidegate.srt.lib;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A block of memory outside the heap, zeroed. Confined to one thread.
///
/// After [#close()] neither the block nor its buffer may be touched; without it the collector frees
/// the memory.
public final class NativeBlock implements AutoCloseable {
  private final Memory memory;
  private final long address;
  private final ByteBuffer buffer;

  public NativeBlock(int bytes) {
    memory = new Memory(bytes);
    memory.clear();
    address = Pointer.nativeValue(memory);
    buffer = memory.getByteBuffer(0, bytes).order(ByteOrder.BIG_ENDIAN);
  }

  public long address() {
    return address;
  }

  /// The whole block in network byte order, always the same object. Use absolute positions.
  public ByteBuffer buffer() {
    return buffer;
  }

  /// The same memory in the machine's byte order, for C structures.
  ByteBuffer structures() {
    return buffer.duplicate().order(ByteOrder.nativeOrder());
  }

  @Override
  public void close() {
    memory.close();
  }
}
