package io.tidegate.rtmp;

/// When to tell a peer what has come, and the number to tell. Loop-confined. RTMP 1.0 §5.4.3,
/// §5.4.4.
final class AcknowledgementWindow {
  /// What we ask peers to acknowledge, and do before they name a window; the value that other
  /// servers use.
  static final int DEFAULT_BYTES = 2_500_000;

  /// Peers that name a tiny window would be flooded with acknowledgements.
  private static final int MIN_BYTES = 4_096;

  private int bytes = DEFAULT_BYTES;
  private long received;
  private long acknowledged;

  /// The peer names its window.
  void resize(int windowBytes) {
    bytes = Math.max(MIN_BYTES, windowBytes);
  }

  /// Counts what came; true when it is time to acknowledge: at half the window, so that nobody has
  /// to wait.
  boolean isDueAfter(int count) {
    received += count;
    if (received - acknowledged < bytes / 2) {
      return false;
    }
    acknowledged = received;
    return true;
  }

  /// Bytes so far in the 32 bits of the wire, which wrap after 4 GiB.
  long sequenceNumber() {
    return received & 0xFFFF_FFFFL;
  }

  /// Bytes so far.
  long received() {
    return received;
  }
}
