package io.tidegate.rtmp;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Protocol;
import io.tidegate.media.hub.SessionState;
import io.tidegate.media.hub.SessionView;
import java.time.Instant;

/// What the peer of one session does here: nothing yet, wait for what cannot be had at once,
/// publish or play. Confined to the session's loop.
final class SessionRole {
  private @Nullable Publisher publisher;
  private @Nullable Player player;
  private @Nullable StreamKey key;

  /// Gives up the wait for what the peer wants.
  private @Nullable Runnable leave;

  void publishes(Publisher role) {
    publisher = role;
    key = role.key();
  }

  void plays(StreamKey stream, Player role) {
    player = role;
    key = stream;
  }

  void waits(Runnable giveUp) {
    leave = giveUp;
  }

  void waitsNoMore() {
    leave = null;
  }

  @Nullable
  Publisher publisher() {
    return publisher;
  }

  @Nullable
  Player player() {
    return player;
  }

  /// True once the peer has asked for something that it waits for or has.
  boolean isTaken() {
    return isStreaming() || leave != null;
  }

  /// True while it publishes or plays.
  boolean isStreaming() {
    return publisher != null || player != null;
  }

  /// True while others speak and the peer need not: it listens, or waits for something to hear.
  boolean isPassive() {
    return player != null || leave != null;
  }

  /// The peer gives it back and may take another; true when it had one.
  boolean end(CloseReason reason) {
    boolean had = isTaken();
    if (publisher != null) {
      publisher.close(reason);
      publisher = null;
    }
    if (player != null) {
      player.close();
      player = null;
    }
    if (leave != null) {
      leave.run();
      leave = null;
    }
    return had;
  }

  /// How the session stands, while [#isStreaming].
  SessionView view(String id, Protocol protocol, String remote, Instant since) {
    boolean publishes = publisher != null;
    long bytes = publisher != null ? publisher.mediaBytes() : 0;
    long drops = publisher != null ? publisher.dropped() : 0;
    if (player != null) {
      bytes = player.bytesSent();
      drops = player.droppedFrames();
    }
    return new SessionView(
        id,
        key,
        publishes ? SessionView.Kind.PUBLISHER : SessionView.Kind.VIEWER,
        protocol,
        remote,
        since,
        SessionState.STREAMING,
        bytes,
        drops,
        null);
  }
}
