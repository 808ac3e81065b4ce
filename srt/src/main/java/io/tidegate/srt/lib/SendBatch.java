package io.tidegate.srt.lib;

import com.sun.jna.Native;
import java.nio.ByteBuffer;

/// Packets that leave through one socket with as few calls as possible. Holds addresses, not
/// copies: what was added must stay unchanged until [#send]. Confined to one thread.
public final class SendBatch {
  private final int capacity;
  private final NativeBlock headers;
  private final NativeBlock vectors;
  private final NativeBlock names;
  private final ByteBuffer headerFields;
  private final ByteBuffer vectorFields;
  private final ByteBuffer nameBytes;
  private int count;
  private int lost;

  /// @param capacity packets that can wait
  public SendBatch(int capacity) {
    this.capacity = capacity;
    headers = new NativeBlock(capacity * PacketArena.HEADER_BYTES);
    vectors = new NativeBlock(capacity * PacketArena.VECTOR_BYTES);
    names = new NativeBlock(capacity * SocketAddresses.BYTES);
    headerFields = headers.structures();
    vectorFields = vectors.structures();
    nameBytes = names.buffer();
    for (int i = 0; i < capacity; i++) {
      int header = i * PacketArena.HEADER_BYTES;
      headerFields.putLong(
          header + PacketArena.VECTOR, vectors.address() + (long) i * PacketArena.VECTOR_BYTES);
      headerFields.putLong(header + PacketArena.VECTOR_COUNT, 1);
    }
  }

  public int count() {
    return count;
  }

  public boolean isFull() {
    return count == capacity;
  }

  /// Adds a packet for the remote end of a connected socket.
  public void add(long address, int length) {
    put(address, length);
    int header = count++ * PacketArena.HEADER_BYTES;
    headerFields.putLong(header + PacketArena.NAME, 0);
    headerFields.putInt(header + PacketArena.NAME_LENGTH, 0);
  }

  /// Adds a packet for `destination`, as [Destination] wrote it.
  public void add(long address, int length, Destination destination) {
    put(address, length);
    int name = count * SocketAddresses.BYTES;
    nameBytes.put(name, destination.bytes());
    int header = count++ * PacketArena.HEADER_BYTES;
    headerFields.putLong(header + PacketArena.NAME, names.address() + name);
    headerFields.putInt(header + PacketArena.NAME_LENGTH, destination.bytes().length);
  }

  private void put(long address, int length) {
    int vector = count * PacketArena.VECTOR_BYTES;
    vectorFields.putLong(vector, address);
    vectorFields.putLong(vector + 8, length);
  }

  /// Sends everything and forgets it.
  ///
  /// @return packets that the kernel did not take
  public int send(UdpSocket socket) {
    int sent = 0;
    boolean retried = false;
    while (sent < count) {
      long first = headers.address() + (long) sent * PacketArena.HEADER_BYTES;
      int done = Libc.sendmmsg(socket.fd(), first, count - sent, Libc.MSG_DONTWAIT);
      if (done > 0) {
        sent += done;
        retried = false;
        continue;
      }
      int error = Native.getLastError();
      if (error == Libc.EAGAIN) {
        break; // the send buffer is full: the rest is lost, as on any network
      }
      // An error of an earlier packet (ECONNREFUSED) is reported once; the packet itself is still
      // good. A second one in a row means this packet: leave it out.
      if (retried) {
        sent++;
        lost++;
      }
      retried = !retried;
    }
    int left = lost + count - sent;
    lost = 0;
    count = 0;
    return left;
  }

  /// A peer's address in the form that a socket takes. Immutable.
  public static final class Destination {
    private final byte[] bytes;

    private Destination(byte[] bytes) {
      this.bytes = bytes;
    }

    /// Copies the address that a received packet came from.
    public static Destination copyOf(ByteBuffer names, int at) {
      boolean ipv4 = SocketAddresses.isIpv4(names, at);
      byte[] bytes = new byte[ipv4 ? SocketAddresses.IPV4_BYTES : SocketAddresses.BYTES];
      names.get(at, bytes);
      return new Destination(bytes);
    }

    byte[] bytes() {
      return bytes;
    }
  }
}
