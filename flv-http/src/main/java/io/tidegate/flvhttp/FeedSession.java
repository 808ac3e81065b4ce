package io.tidegate.flvhttp;

import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import java.time.Instant;

/// What others see of a viewer. Any thread.
///
/// @param since when it came
record FeedSession(
    SessionRegistry sessions,
    String id,
    StreamKey key,
    Protocol protocol,
    String remote,
    Instant since) {
  void update(SessionState state, long bytes, long drops) {
    sessions.update(
        new SessionView(
            id, key, SessionView.Kind.VIEWER, protocol, remote, since, state, bytes, drops, null));
  }

  void remove() {
    sessions.remove(id);
  }
}
