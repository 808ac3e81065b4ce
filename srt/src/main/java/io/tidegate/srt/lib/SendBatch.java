package io.tidegate.srt.lib;

import com.sun.jna.Native;
import java.nio.ByteBuffer;

/// Packets that leave through one socket with as few calls as possible. Holds addresses, not
/// copies: what was added must stay unchanged until [#send]. Confined to one thread.
///
/// On a [UdpSocket#joinsPackets()] neighbours of one length go through the kernel as one (UDP
/// segmentation offload, Linux 4.18), which halves what a packet costs on loopback.
public final class SendBatch {
  /// What the kernel takes as one: 65,507 bytes of UDP payload, and 64 packets before Linux 6.9.
  private static final int MAX_JOINED_BYTES = 65_507;

  private static final int MAX_JOINED = 64;

  /// struct cmsghdr and two bytes, with padding.
  private static final int CONTROL_BYTES = 24;

  private static final int CONTROL_LENGTH = 18;
  private static final int VECTOR_BYTES = PacketArena.VECTOR_BYTES;
  private static final int HEADER_BYTES = PacketArena.HEADER_BYTES;

  private final int capacity;
  private final NativeBlock headers;
  private final NativeBlock vectors;
  private final NativeBlock names;
  private final NativeBlock controls;
  private final ByteBuffer headerFields;
  private final ByteBuffer vectorFields;
  private final ByteBuffer controlFields;
  private final ByteBuffer nameBytes;
  private final int[] nameLengths;
  private final int[] packetsOfHeader;
  private int count;

  /// @param capacity packets that can wait
  public SendBatch(int capacity) {
    this.capacity = capacity;
    headers = new NativeBlock(capacity * HEADER_BYTES);
    vectors = new NativeBlock(capacity * VECTOR_BYTES);
    names = new NativeBlock(capacity * SocketAddresses.BYTES);
    controls = new NativeBlock(capacity * CONTROL_BYTES);
    headerFields = headers.structures();
    vectorFields = vectors.structures();
    controlFields = controls.structures();
    nameBytes = names.buffer();
    nameLengths = new int[capacity];
    packetsOfHeader = new int[capacity];
    for (int i = 0; i < capacity; i++) {
      int control = i * CONTROL_BYTES;
      controlFields.putLong(control, CONTROL_LENGTH);
      controlFields.putInt(control + 8, Libc.SOL_UDP);
      controlFields.putInt(control + 12, Libc.UDP_SEGMENT);
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
    nameLengths[count++] = 0;
  }

  /// Adds a packet for `destination`, as [Destination] wrote it.
  public void add(long address, int length, Destination destination) {
    put(address, length);
    nameBytes.put(count * SocketAddresses.BYTES, destination.bytes());
    nameLengths[count++] = destination.bytes().length;
  }

  private void put(long address, int length) {
    int vector = count * VECTOR_BYTES;
    vectorFields.putLong(vector, address);
    vectorFields.putLong(vector + 8, length);
  }

  /// Sends everything and forgets it.
  ///
  /// @return packets that the kernel did not take
  public int send(UdpSocket socket) {
    int made = prepare(0, socket.joinsPackets());
    int sent = 0;
    int packets = 0;
    int lost = 0;
    boolean retried = false;
    while (sent < made) {
      long first = headers.address() + (long) sent * HEADER_BYTES;
      int done = Libc.sendmmsg(socket.fd(), first, made - sent, Libc.MSG_DONTWAIT);
      if (done > 0) {
        for (int i = sent; i < sent + done; i++) {
          packets += packetsOfHeader[i];
        }
        sent += done;
        retried = false;
        continue;
      }
      int error = Native.getLastError();
      if (error == Libc.EAGAIN) {
        break; // the send buffer is full: the rest is lost, as on any network
      }
      if (packetsOfHeader[sent] > 1 && error != Libc.ECONNREFUSED) {
        socket.joinsNoPackets(); // no such offload here
        made = prepare(packets + lost, false);
        sent = 0;
        continue;
      }
      // An error of an earlier packet (ECONNREFUSED) is reported once; the packet itself is still
      // good. A second one in a row means this packet: leave it out.
      if (retried) {
        lost += packetsOfHeader[sent++];
      }
      retried = !retried;
    }
    int left = count - packets;
    count = 0;
    return left;
  }

  /// Writes message headers for the packets from `from` on.
  ///
  /// @return how many
  private int prepare(int from, boolean join) {
    int made = 0;
    for (int next = from; next < count; made++) {
      int packets = join ? alike(next) : 1;
      int header = made * HEADER_BYTES;
      long name =
          nameLengths[next] == 0 ? 0 : names.address() + (long) next * SocketAddresses.BYTES;
      headerFields.putLong(header + PacketArena.NAME, name);
      headerFields.putInt(header + PacketArena.NAME_LENGTH, nameLengths[next]);
      headerFields.putLong(
          header + PacketArena.VECTOR, vectors.address() + (long) next * VECTOR_BYTES);
      headerFields.putLong(header + PacketArena.VECTOR_COUNT, packets);
      long control = 0;
      if (packets > 1) {
        control = controls.address() + (long) made * CONTROL_BYTES;
        controlFields.putShort(made * CONTROL_BYTES + 16, (short) length(next));
      }
      headerFields.putLong(header + PacketArena.CONTROL, control);
      headerFields.putLong(header + PacketArena.CONTROL_LENGTH, packets > 1 ? CONTROL_BYTES : 0);
      packetsOfHeader[made] = packets;
      next += packets;
    }
    return made;
  }

  /// How many packets from `first` on can go as one: all of one length, the last perhaps shorter.
  private int alike(int first) {
    int length = length(first);
    int bytes = length;
    int packets = 1;
    while (first + packets < count && packets < MAX_JOINED) {
      int next = length(first + packets);
      bytes += next;
      if (next > length || next == 0 || bytes > MAX_JOINED_BYTES) {
        break;
      }
      packets++;
      if (next < length) {
        break;
      }
    }
    return packets;
  }

  private int length(int index) {
    return (int) vectorFields.getLong(index * VECTOR_BYTES + 8);
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
