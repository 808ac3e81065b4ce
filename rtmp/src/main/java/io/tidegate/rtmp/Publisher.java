package io.tidegate.rtmp;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.flv.FlvDemuxer;
import io.tidegate.media.flv.FlvTag;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Publication;
import java.time.Duration;

/// A session that publishes: messages to FLV tags to stream events. Confined to the session's loop.
final class Publisher {
  /// How long a publisher may send only what cannot be carried; its other track may come late.
  private static final long HOPE_NANOS = Duration.ofSeconds(3).toNanos();

  private final Publication publication;
  private final FlvDemuxer demuxer;
  private final long startNanos;
  private long lastMediaNanos;
  private long mediaBytes;

  Publisher(Publication publication, long nowNanos) {
    this.publication = publication;
    this.demuxer = new FlvDemuxer(publication::emit);
    this.startNanos = nowNanos;
    this.lastMediaNanos = nowNanos;
  }

  StreamKey key() {
    return publication.key();
  }

  void accept(FlvTag.Type type, int timestampMs, Bytes body) {
    long now = System.nanoTime();
    if (!body.isEmpty()) { // librtmp (OBS) sends empty audio messages now and then
      lastMediaNanos = now;
      mediaBytes += body.length();
      demuxer.accept(new FlvTag(type, timestampMs, body), now);
    }
  }

  /// When the last media came; pings and acknowledgements do not count.
  long lastMediaNanos() {
    return lastMediaNanos;
  }

  /// What this publisher sends that cannot be carried, in a sentence; null when all can.
  @Nullable
  String unsupported() {
    return demuxer.unsupported();
  }

  /// True when something can be carried.
  boolean hasTracks() {
    return demuxer.hasTracks();
  }

  /// True when nothing of what came so far can be carried, and enough came to be sure.
  boolean carriesNothing(long nowNanos) {
    return demuxer.unsupported() != null
        && !demuxer.hasTracks()
        && nowNanos - startNanos > HOPE_NANOS;
  }

  long mediaBytes() {
    return mediaBytes;
  }

  long dropped() {
    return publication.dropped();
  }

  void close(CloseReason reason) {
    publication.close(reason);
  }
}
