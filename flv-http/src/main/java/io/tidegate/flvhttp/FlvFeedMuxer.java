package io.tidegate.flvhttp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Codec;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.TrackList;
import io.tidegate.media.feed.FeedMuxer;
import io.tidegate.media.flv.FlvDialect;
import io.tidegate.media.flv.FlvMuxer;
import io.tidegate.media.flv.FlvTag;
import io.tidegate.media.flv.FlvWriter;

/// FLV: file header, `onMetaData`, sequence headers, tags.
final class FlvFeedMuxer implements FeedMuxer {
  private final FlvMuxer muxer;
  private TrackList tracks = TrackList.EMPTY;

  FlvFeedMuxer(FlvDialect dialect) {
    muxer = new FlvMuxer(dialect);
  }

  @Override
  public boolean carries(Codec codec) {
    return FlvMuxer.isPlayable(codec);
  }

  @Override
  public void tracks(TrackList changed) {
    tracks = changed.filter(track -> carries(track.codec()));
    muxer.headers(tracks, MediaTime.ZERO);
  }

  @Override
  public void start(MediaTime at, ByteWriter out) {
    out.write(FlvWriter.fileHeader(muxer.hasAudio(), muxer.hasVideo()));
    change(at, out);
  }

  @Override
  public void change(MediaTime at, ByteWriter out) {
    for (FlvTag tag : muxer.headers(tracks, at)) {
      FlvWriter.write(tag, out);
    }
  }

  @Override
  public void frame(Frame frame, ByteWriter out) {
    if (muxer.holds(frame)) {
      FlvWriter.write(muxer.frame(frame), out);
    }
  }

  @Override
  public boolean startsSync(Frame frame) {
    return FeedMuxer.isSync(frame, tracks);
  }

  @Override
  public void discontinuity(ByteWriter out) {}

  @Override
  public void end(MediaTime at, ByteWriter out) {
    muxer.endOfSequence(at).ifPresent(tag -> FlvWriter.write(tag, out));
  }
}
