package io.tidegate.rtmp.chunk;

import io.tidegate.media.Bytes;

/// What is remembered of one chunk stream: the last header, and the message that is coming in.
/// Loop-confined.
final class ChunkStream {
  private static final byte[] NONE = {};

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
    payload = new byte[length];
    filled = 0;
    open = true;
  }

  void fill(Bytes input, int at, int count) {
    input.copyTo(at, payload, filled, count);
    filled += count;
  }

  /// The message, complete.
  RawMessage finish() {
    Bytes whole = Bytes.wrap(payload);
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
