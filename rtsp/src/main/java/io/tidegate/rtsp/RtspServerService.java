package io.tidegate.rtsp;

import io.tidegate.media.Bytes;
import io.tidegate.media.feed.FeedContent;
import io.tidegate.media.feed.FeedOptions;
import io.tidegate.media.feed.Feeds;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamRegistry;
import java.time.Duration;

/// What the sessions of RTSP clients stand on; one for all verticles of a process. Any thread.
public final class RtspServerService {
  private final StreamRegistry streams;
  private final SessionRegistry sessions;
  private final Loops loops;
  private final RtspServerStats stats;
  private final Feeds<Integer, Bytes> feeds;
  private final MulticastGroups groups = new MulticastGroups();

  /// @param streams where publishers publish and players find streams
  /// @param sessions where sessions describe themselves once a second
  /// @param loops must know the event loops that the verticles run on
  /// @param stats counters of all connections
  public RtspServerService(
      StreamRegistry streams, SessionRegistry sessions, Loops loops, RtspServerStats stats) {
    this.streams = streams;
    this.sessions = sessions;
    this.loops = loops;
    this.stats = stats;
    this.feeds =
        new Feeds<>(
            loops,
            new FeedOptions(Duration.ZERO, RtspServerOptions.PLAYER_LIMITS),
            FeedContent.BYTES,
            RtspFeedMuxer::new);
  }

  StreamRegistry streams() {
    return streams;
  }

  SessionRegistry sessions() {
    return sessions;
  }

  Loops loops() {
    return loops;
  }

  public RtspServerStats stats() {
    return stats;
  }

  MulticastGroups groups() {
    return groups;
  }

  /// One feed for all players of a stream, by the size of its packets.
  Feeds<Integer, Bytes> feeds() {
    return feeds;
  }
}
