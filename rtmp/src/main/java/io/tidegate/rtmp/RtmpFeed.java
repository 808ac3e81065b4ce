package io.tidegate.rtmp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.StreamSink;
import io.tidegate.media.flv.FlvDialect;
import io.tidegate.media.flv.FlvMuxer;
import io.tidegate.media.flv.FlvTag;
import io.tidegate.media.hub.Parcel;
import io.tidegate.rtmp.chunk.ChunkWriter;
import io.tidegate.rtmp.chunk.RawMessage;
import java.util.List;
import java.util.function.Consumer;

/// One stream as RTMP chunks for one player: the sink that a player attaches to the hub. Confined
/// to the hub's loop; what it makes is immutable and goes to the player's.
///
/// RTMP play serves a few studio tools, not audiences (that is HTTP-FLV's work), so each player has
/// a feed of its own and no sharing.
final class RtmpFeed implements StreamSink {
  /// createStream always answers 1: a connection plays or publishes one stream.
  static final int STREAM_ID = 1;

  private final FlvMuxer muxer = new FlvMuxer(FlvDialect.ENHANCED);
  private final ChunkWriter chunks;
  private final Consumer<Parcel<Bytes>> out;
  private final Runnable onEnd;
  private MediaTime lastTime = MediaTime.ZERO;

  /// @param chunkSize told to the player before
  /// @param out takes the parcels, on the hub's loop
  /// @param onEnd called when the stream is over, on the hub's loop
  RtmpFeed(int chunkSize, Consumer<Parcel<Bytes>> out, Runnable onEnd) {
    this.chunks = new ChunkWriter(chunkSize);
    this.out = out;
    this.onEnd = onEnd;
  }

  @Override
  public void accept(StreamEvent event) {
    switch (event) {
      case Frame frame -> frame(frame);
      case TracksChanged changed -> headers(changed);
      case Discontinuity _ -> {} // times go on, and decoders find their way at the next key frame
      case EndOfStream _ -> onEnd.run();
    }
  }

  private void headers(TracksChanged changed) {
    List<FlvTag> tags = muxer.headers(changed.tracks(), lastTime);
    ByteWriter bytes = new ByteWriter(1024);
    tags.forEach(tag -> write(tag, bytes));
    int size = bytes.size();
    out.accept(new Parcel<>(bytes.toBytes(), size, lastTime, 0, Parcel.Kind.HEADER));
  }

  private void frame(Frame frame) {
    if (!muxer.holds(frame)) {
      return;
    }
    lastTime = frame.dts();
    FlvTag tag = muxer.frame(frame);
    ByteWriter bytes = new ByteWriter(tag.body().length() + 64);
    write(tag, bytes);
    boolean video = tag.type() == FlvTag.Type.VIDEO;
    boolean sync = frame.keyFrame() && (video || !muxer.hasVideo());
    Parcel.Kind kind = sync ? Parcel.Kind.SYNC : Parcel.Kind.DELTA;
    int size = bytes.size();
    out.accept(new Parcel<>(bytes.toBytes(), size, frame.dts(), 1, kind));
  }

  private void write(FlvTag tag, ByteWriter bytes) {
    RawMessage message = new RawMessage(tag.type().id(), STREAM_ID, tag.timestampMs(), tag.body());
    chunks.write(PeerConnection.MEDIA_CHUNKS, message, bytes);
  }
}
