package io.tidegate.srt.relay;

import io.tidegate.srt.lib.SendBatch;
import io.tidegate.srt.lib.UdpSocket;
import java.util.Arrays;

/// Packets that wait to be sent through one connected socket: addresses of memory and lengths.
/// Relay thread only.
final class PendingSends {
  private long[] addresses = new long[4];
  private int[] lengths = new int[4];
  private int count;

  /// Bounded by the arena and the scratch, whose slots the addresses are of.
  ///
  /// @return true for the first one
  boolean add(long address, int length) {
    if (count == lengths.length) {
      addresses = Arrays.copyOf(addresses, count * 2);
      lengths = Arrays.copyOf(lengths, count * 2);
    }
    addresses[count] = address;
    lengths[count] = length;
    return count++ == 0;
  }

  /// Sends everything.
  ///
  /// @return packets that the kernel did not take
  int send(SendBatch batch, UdpSocket socket) {
    int failed = 0;
    for (int i = 0; i < count; i++) {
      batch.add(addresses[i], lengths[i]);
      if (batch.isFull()) {
        failed += batch.send(socket);
      }
    }
    count = 0;
    return batch.count() == 0 ? failed : failed + batch.send(socket);
  }
}
