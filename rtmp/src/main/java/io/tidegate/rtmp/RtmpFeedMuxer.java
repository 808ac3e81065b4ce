package io.tidegate.rtmp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.TrackList;
import io.tidegate.media.TrackTimes;
import io.tidegate.media.amf.Amf0;
import io.tidegate.media.amf.Amf0Value;
import io.tidegate.media.feed.FeedMuxer;
import io.tidegate.media.flv.FlvDialect;
import io.tidegate.media.flv.FlvMuxer;
import io.tidegate.media.flv.FlvTag;
import io.tidegate.rtmp.chunk.ChunkWriter;
import io.tidegate.rtmp.chunk.RawMessage;

/// RTMP: `onMetaData`, sequence headers and frames as whole messages in chunks, the same bytes for
/// every peer, since each message has a full header. RTMP 1.0 §5.3.
final class RtmpFeedMuxer implements FeedMuxer {
  /// createStream always answers 1: a connection plays or publishes one stream.
  static final int STREAM_ID = 1;

  /// In front of a publisher's metadata: the server keeps it for those who come later.
  private static final Bytes SET_DATA_FRAME = Amf0.write(Amf0Value.of("@setDataFrame"));

  private final FlvMuxer muxer = new FlvMuxer(FlvDialect.ENHANCED);
  private final PlayFormat format;
  private final ChunkWriter chunks;
  private TrackList tracks = TrackList.EMPTY;

  RtmpFeedMuxer(PlayFormat format) {
    this.format = format;
    this.chunks = new ChunkWriter(format.chunkSize());
  }

  /// G.711 that cannot be converted is sent as it is: some players of RTMP know it.
  @Override
  public boolean carries(Codec codec) {
    return FlvMuxer.isPlayable(codec) || (!codec.isVideo() && !format.audio());
  }

  @Override
  public void tracks(TrackList changed) {
    tracks = changed.filter(track -> track.isVideo() ? format.video() : format.audio());
    muxer.headers(tracks, MediaTime.ZERO);
  }

  @Override
  public void start(TrackTimes times, ByteWriter out) {
    muxer.headers(tracks, times).forEach(tag -> write(tag, out));
  }

  @Override
  public void change(TrackTimes times, ByteWriter out) {
    start(times, out);
  }

  @Override
  public boolean startsSync(Frame frame) {
    return FeedMuxer.isSync(frame, tracks);
  }

  @Override
  public void frame(Frame frame, ByteWriter out) {
    if (muxer.holds(frame)) {
      write(muxer.frame(frame), out);
    }
  }

  /// Times go on, and decoders find their way at the next key frame.
  @Override
  public void discontinuity(ByteWriter out) {}

  /// Players are told by a status.
  @Override
  public void end(TrackTimes times, ByteWriter out) {}

  private void write(FlvTag tag, ByteWriter out) {
    boolean isMetadata = format.publishes() && tag.type() == FlvTag.Type.SCRIPT;
    Bytes body = isMetadata ? Bytes.concat(SET_DATA_FRAME, tag.body()) : tag.body();
    RawMessage message =
        new RawMessage(tag.type().id(), format.streamId(), tag.timestampMs(), body);
    chunks.write(PeerConnection.MEDIA_CHUNKS, message, out);
  }
}
