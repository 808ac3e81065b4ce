package io.tidegate.rtsp.rtp;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import java.util.ArrayList;
import java.util.List;

/// The packets sent last, for those who ask again. Bounded in number and bytes. Loop-confined.
public final class ResendBuffer {
  /// Packets kept; a power of two. What 10 Mbit/s have in a second.
  public static final int CAPACITY = 1_024;

  /// Packets sent again for one NACK: half of what is kept would be a flood of its own.
  public static final int MAX_RESENT = 256;

  private final Bytes[] packets = new Bytes[CAPACITY];
  private final int[] numbers = new int[CAPACITY];

  public void keep(int sequenceNumber, Bytes packet) {
    int slot = sequenceNumber & CAPACITY - 1;
    packets[slot] = packet;
    numbers[slot] = sequenceNumber;
  }

  /// Packets sent before, as long as they are kept, at most [#MAX_RESENT] of them.
  ///
  /// @param sequenceNumbers as a [RtcpPacket.GenericNack] lists them
  public List<Bytes> findAll(List<Integer> sequenceNumbers) {
    List<Bytes> found = new ArrayList<>();
    for (int number : sequenceNumbers) {
      Bytes packet = found.size() < MAX_RESENT ? find(number) : null;
      if (packet != null) {
        found.add(packet);
      }
    }
    return found;
  }

  /// The packet of this number while it is kept; null after that.
  @Nullable
  Bytes find(int sequenceNumber) {
    int slot = sequenceNumber & CAPACITY - 1;
    return numbers[slot] == sequenceNumber ? packets[slot] : null;
  }
}
