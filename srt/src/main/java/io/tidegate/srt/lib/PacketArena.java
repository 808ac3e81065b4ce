package io.tidegate.srt.lib;

import com.sun.jna.Native;
import java.nio.ByteBuffer;

/// Room for received packets: slots of one size, filled many at a time by [#receive]. Nothing is
/// copied after that: slots are read, changed and handed to a [SendBatch] in place. Confined to one
/// thread.
///
/// 1. [#receive] until there is nothing left or [#isFull()];
/// 2. work on the slots from 0 to [#count()];
/// 3. send, then [#reset()].
public final class PacketArena {
  // struct mmsghdr of 64-bit Linux
  static final int HEADER_BYTES = 64;
  static final int NAME = 0;
  static final int NAME_LENGTH = 8;
  static final int VECTOR = 16;
  static final int VECTOR_COUNT = 24;
  static final int CONTROL = 32;
  static final int CONTROL_LENGTH = 40;
  static final int FLAGS = 48;
  static final int LENGTH = 56;
  static final int VECTOR_BYTES = 16;

  /// Packets of one call; what a burst of 100 Mbit/s brings in 7 ms.
  public static final int MAX_BATCH = 64;

  /// Slots of names lie this far apart.
  private static final int NAME_STRIDE = 32;

  private final int slots;
  private final int slotBytes;
  private final NativeBlock packets;
  private final NativeBlock names;
  private final NativeBlock headers;
  private final NativeBlock vectors;
  private final ByteBuffer headerFields;
  private int count;

  /// @param slots packets that fit in
  /// @param slotBytes of one packet; longer ones are dropped
  public PacketArena(int slots, int slotBytes) {
    this.slots = slots;
    this.slotBytes = slotBytes;
    packets = new NativeBlock(slots * slotBytes);
    names = new NativeBlock(slots * NAME_STRIDE);
    headers = new NativeBlock(slots * HEADER_BYTES);
    vectors = new NativeBlock(slots * VECTOR_BYTES);
    headerFields = headers.structures();
    ByteBuffer vectorFields = vectors.structures();
    for (int i = 0; i < slots; i++) {
      vectorFields.putLong(i * VECTOR_BYTES, address(i));
      vectorFields.putLong(i * VECTOR_BYTES + 8, slotBytes);
      headerFields.putLong(i * HEADER_BYTES + NAME, names.address() + (long) i * NAME_STRIDE);
      headerFields.putLong(i * HEADER_BYTES + VECTOR, vectors.address() + (long) i * VECTOR_BYTES);
      headerFields.putLong(i * HEADER_BYTES + VECTOR_COUNT, 1);
    }
  }

  /// Receives what waits on `socket`, at most [#MAX_BATCH] packets, into free slots.
  ///
  /// @return packets received, 0 when none waits, or the negative error number
  public int receive(UdpSocket socket) {
    int want = Math.min(MAX_BATCH, slots - count);
    for (int i = count; i < count + want; i++) {
      headerFields.putInt(i * HEADER_BYTES + NAME_LENGTH, SocketAddresses.BYTES);
      headerFields.putInt(i * HEADER_BYTES + FLAGS, 0);
    }
    long first = headers.address() + (long) count * HEADER_BYTES;
    int got = Libc.recvmmsg(socket.fd(), first, want, Libc.MSG_DONTWAIT, 0);
    if (got < 0) {
      int error = Native.getLastError();
      return error == Libc.EAGAIN || error == Libc.EINTR ? 0 : -error;
    }
    count += got;
    return got;
  }

  /// Slots in use.
  public int count() {
    return count;
  }

  /// True when not even one whole batch fits any more.
  public boolean isFull() {
    return slots - count < MAX_BATCH;
  }

  /// Frees all slots.
  public void reset() {
    count = 0;
  }

  /// All slots, in network byte order; slot `i` starts at [#at].
  public ByteBuffer buffer() {
    return packets.buffer();
  }

  /// Where slot `index` starts in [#buffer()].
  public int at(int index) {
    return index * slotBytes;
  }

  /// Where slot `index` lies in memory, for a [SendBatch].
  public long address(int index) {
    return packets.address() + (long) index * slotBytes;
  }

  /// Bytes of the packet in slot `index`; -1 when it did not fit and was cut.
  public int length(int index) {
    int header = index * HEADER_BYTES;
    boolean cut = (headerFields.getInt(header + FLAGS) & Libc.MSG_TRUNC) != 0;
    return cut ? -1 : headerFields.getInt(header + LENGTH);
  }

  /// The senders' addresses; that of slot `i` starts at [#nameAt].
  public ByteBuffer names() {
    return names.buffer();
  }

  /// Where the address of slot `index` starts in [#names()].
  public int nameAt(int index) {
    return index * NAME_STRIDE;
  }
}
