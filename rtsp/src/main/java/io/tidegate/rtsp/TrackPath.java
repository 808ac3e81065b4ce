package io.tidegate.rtsp;

import io.tidegate.media.Bytes;
import io.tidegate.rtsp.message.TransportHeader;
import io.vertx.core.Future;

/// How the packets of one track come and go. Loop-confined.
///
/// 1. [#offer] goes into `SETUP`;
/// 2. [#agreed] takes the answer;
/// 3. [#rtcp], as often as there is something to say;
/// 4. [#close].
interface TrackPath {
  TransportHeader offer();

  /// Fails with a [PullFailure] when the camera wants something else.
  Future<Void> agreed(TransportHeader answer);

  /// A report or a request to the camera.
  void rtcp(Bytes compound);

  void close();

  /// Hears what comes, on the loop.
  interface Receiver {
    /// @param media index of the track
    void packet(int media, boolean rtcp, Bytes packet);
  }
}
