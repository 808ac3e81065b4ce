package io.tidegate.srt.lib;

import io.tidegate.media.Bytes;

/// What an [SrtPoller] tells of one connection, on the loop that was given with it.
public interface SrtReceiver {
  /// Messages in order, joined; the array is the receiver's.
  ///
  /// @param messages how many
  /// @param receivedNanos `System.nanoTime()` when they were read
  void received(Bytes joined, int messages, long receivedNanos);

  /// Once a second, with the interval counters of that second.
  void measured(SrtStats stats);

  /// The connection is over; nothing follows. The socket is being closed.
  ///
  /// @param silentNanos how long the peer had sent no message
  void ended(long silentNanos);
}
