package io.tidegate.rtsp;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.rtsp.message.TransportHeader;
import io.vertx.core.Future;
import java.util.List;

/// Where the packets of a player go, and which way its RTCP comes. Loop-confined.
///
/// 1. [#setUp] for each media that the player wants, one after the other;
/// 2. [#write] while it is not [#isFull];
/// 3. [#close].
sealed interface PlayOutput permits InterleavedOutput, DatagramOutput, MulticastOutput {
  /// What is answered to `wanted`; fails with [RequestRefused].
  Future<TransportHeader> setUp(int media, TransportHeader wanted);

  /// The answer to PLAY is written.
  default void begin() {}

  /// Whether the player gets what the feed gives it first, so that it can be told where it begins.
  default boolean tellsStart() {
    return true;
  }

  /// @param framed as [FramedPackets] frames them; those of media that were not set up are left out
  void write(Bytes framed);

  /// True while what was written waits; the player hears when it does no longer.
  boolean isFull();

  /// The media whose RTCP comes in this channel of the connection, null when it is none.
  @Nullable
  Integer mediaOfRtcp(int channel);

  /// Sends again what was lost on the way.
  ///
  /// @return how many packets
  int resend(int media, List<Integer> sequenceNumbers);

  /// Whether the player is given up when nothing is heard of it: its connection does not tell.
  boolean needsLife();

  void close();
}
