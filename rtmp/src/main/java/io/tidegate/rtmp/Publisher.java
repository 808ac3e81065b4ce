package io.tidegate.rtmp;

import io.tidegate.media.Bytes;
import io.tidegate.media.StreamKey;
import io.tidegate.media.flv.FlvDemuxer;
import io.tidegate.media.flv.FlvTag;
import io.tidegate.media.hub.CloseReason;
import io.tidegate.media.hub.Publication;

/// A session that publishes: messages to FLV tags to stream events. Confined to the session's loop.
final class Publisher {
  private final Publication publication;
  private final FlvDemuxer demuxer;
  private long lastMediaNanos;
  private long mediaBytes;

  Publisher(Publication publication, long nowNanos) {
    this.publication = publication;
    this.demuxer = new FlvDemuxer(publication::emit);
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
