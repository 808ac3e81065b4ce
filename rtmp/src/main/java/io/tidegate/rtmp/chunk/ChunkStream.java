package io.tidegate.rtmp.chunk;

import io.tidegate.media.Bytes;
import java.util.Arrays;

/// What is remembered of one chunk stream: the last header, and the message that is coming in.
/// Loop-confined.
final class ChunkStream {
  private static final byte[] NONE = {};

  /// Made for a message before its bytes are there: most messages at once, and little for a peer
  /// that announces 16 MB and sends nothing.
  private static final int FIRST_ALLOCATION = 64 << 10;

  /// timestamp or delta of the last header, extended already
  int timeField;

  boolean extended;
  int length;
  int typeId;
  int streamId;

  private int timestamp;
  private int delta;
  private byte[] payload = NONE;
  private int filled;
  private boolean open;

  /// True while a message is not complete.
  boolean isOpen() {
    return open;
  }

  int missing() {
    return length - filled;
  }

  /// A message starts, by a header of this format. RTMP 1.0 §5.3.1.2.
  void start(int format) {
    switch (format) {
      case 0 -> {
        timestamp = timeField;
        delta = 0; // so that a type 3 after it repeats the time
      }
      case 1, 2 -> {
        delta = timeField;
        timestamp += delta;
      }
      default -> timestamp += delta;
    }
    payload = new byte[Math.min(length, FIRST_ALLOCATION)];
    filled = 0;
    open = true;
  }

  void fill(Bytes input, int at, int count) {
    if (filled + count > payload.length) {
      int doubled = Math.max(filled + count, 2 * payload.length);
      payload = Arrays.copyOf(payload, Math.min(length, doubled));
    }
    input.copyTo(at, payload, filled, count);
    filled += count;
  }

  /// The message, complete.
  RawMessage finish() {
    Bytes whole = Bytes.wrap(payload, 0, length);
    discard();
    return new RawMessage(typeId, streamId, timestamp, whole);
  }

  /// Forgets the message that is not complete.
  void discard() {
    payload = NONE;
    filled = 0;
    open = false;
  }
}
