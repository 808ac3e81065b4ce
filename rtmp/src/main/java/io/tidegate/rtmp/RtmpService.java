package io.tidegate.rtmp;

import io.tidegate.media.Bytes;
import io.tidegate.media.feed.FeedContent;
import io.tidegate.media.feed.FeedOptions;
import io.tidegate.media.feed.Feeds;
import io.tidegate.media.hub.Loops;
import io.tidegate.media.hub.SessionRegistry;
import io.tidegate.media.hub.StreamRegistry;
import java.time.Duration;

/// What RTMP sessions stand on; one for all verticles of a process. Any thread.
public final class RtmpService {
  private final StreamRegistry streams;
  private final SessionRegistry sessions;
  private final Loops loops;
  private final RtmpStats stats;
  private final Feeds<PlayFormat, Bytes> feeds;

  /// @param streams where publishers publish and players find streams
  /// @param sessions where sessions describe themselves once a second
  /// @param loops must know the event loops that the verticles run on
  /// @param stats counters of all RTMP sessions
  public RtmpService(
      StreamRegistry streams, SessionRegistry sessions, Loops loops, RtmpStats stats) {
    this.streams = streams;
    this.sessions = sessions;
    this.loops = loops;
    this.stats = stats;
    this.feeds =
        new Feeds<>(
            loops,
            new FeedOptions(Duration.ZERO, RtmpOptions.PLAYER_LIMITS),
            FeedContent.BYTES,
            RtmpFeedMuxer::new);
  }

  public StreamRegistry streams() {
    return streams;
  }

  public SessionRegistry sessions() {
    return sessions;
  }

  Loops loops() {
    return loops;
  }

  public RtmpStats stats() {
    return stats;
  }

  /// One feed for all players of a stream that want the same of it.
  Feeds<PlayFormat, Bytes> feeds() {
    return feeds;
  }
}
