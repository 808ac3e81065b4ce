package io.tidegate.srt.relay;

import io.tidegate.srt.lib.NativeBlock;
import java.nio.ByteBuffer;

/// Room for packets that the relay writes itself, until they are sent. Confined to its thread.
final class ScratchPackets {
  static final int SLOT_BYTES = 2048;

  private static final int SLOTS = 128;

  private final NativeBlock block = new NativeBlock(SLOTS * SLOT_BYTES);
  private final Runnable sendAll;
  private int taken;

  /// @param sendAll sends whatever waits, so that all slots become free
  ScratchPackets(Runnable sendAll) {
    this.sendAll = sendAll;
  }

  /// A free slot; [#at] and [#address] say where it is.
  int take() {
    if (taken == SLOTS) {
      sendAll.run();
      taken = 0;
    }
    return taken++;
  }

  /// Everything was sent.
  void reset() {
    taken = 0;
  }

  ByteBuffer buffer() {
    return block.buffer();
  }

  int at(int slot) {
    return slot * SLOT_BYTES;
  }

  long address(int slot) {
    return block.address() + (long) slot * SLOT_BYTES;
  }
}
