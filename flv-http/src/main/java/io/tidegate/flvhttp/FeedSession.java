package io.tidegate.flvhttp;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import java.time.Instant;
import java.util.function.Consumer;

/// What others see of a viewer. Any thread.
///
/// @param since when it came
/// @param askedNanos the same by the monotonic clock
/// @param by the right that it watches by
record FeedSession(
    SessionRegistry sessions,
    String id,
    StreamKey key,
    Protocol protocol,
    String remote,
    Instant since,
    long askedNanos,
    Admission.Granted by) {
  void update(SessionState state, long bytes, long drops) {
    sessions.update(
        new SessionView(
            id, key, SessionView.Kind.VIEWER, protocol, remote, since, state, bytes, drops, null));
  }

  /// It is given the first frame.
  void firstFrame(long nowNanos) {
    sessions.firstFrame(id, protocol, nowNanos - askedNanos);
  }

  /// @param close ends the viewer; any thread
  void closable(Consumer<CloseReason> close) {
    sessions.closable(id, by, close);
  }

  void remove(CloseReason reason) {
    sessions.remove(id, reason);
  }
}
