package io.tidegate.srt;

import io.tidegate.media.Bytes;
import io.tidegate.media.StreamKey;

/// Who takes what leaves over SRT: callers that want to read, and the untouched transport streams
/// of publishers.
public interface SrtOutputs {
  /// A caller of mode request, for a stream that was live or worth waiting for when it was let in.
  /// On its loop. Whoever takes it closes its socket with its poller.
  void reader(SrtConnection connection);

  /// What a publisher of `key` sent, in whole messages. On the publisher's loop; the array is kept
  /// by nobody else.
  void transport(StreamKey key, Bytes joined, long receivedNanos);

  /// The publisher of `key` is gone. On its loop.
  void transportEnded(StreamKey key);

  /// Readers are turned away.
  SrtOutputs NONE =
      new SrtOutputs() {
        @Override
        public void reader(SrtConnection connection) {
          connection.poller().close(connection.socket());
        }

        @Override
        public void transport(StreamKey key, Bytes joined, long receivedNanos) {}

        @Override
        public void transportEnded(StreamKey key) {}
      };
}
