package io.tidegate.rtsp;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.SessionView;
import io.tidegate.rtsp.message.Interleaved;

/// What a connection is there for, from the first SETUP or ANNOUNCE to the end. Loop-confined.
sealed interface ServerRole permits ServerPlayer, ServerPublisher {
  StreamKey key();

  SessionView.Kind kind();

  /// The right that it is here by.
  Admission.Granted by();

  /// True between PLAY or RECORD and the end, pauses included.
  boolean isStreaming();

  /// Something that came interleaved.
  void packet(Interleaved packet);

  /// All that came at once is handed over.
  void read();

  /// Time limits; once a second.
  void tick(long nowNanos);

  /// Payload taken in or handed to the socket.
  long bytes();

  /// Frames thrown away for this session alone.
  long drops();

  /// Once.
  void close(CloseReason reason);
}
