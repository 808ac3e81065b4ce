package io.tidegate.flvhttp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Codec;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.TrackList;
import io.tidegate.media.TrackTimes;
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
  public void start(TrackTimes times, ByteWriter out) {
    out.write(FlvWriter.fileHeader(muxer.hasAudio(), muxer.hasVideo()));
    change(times, out);
  }

  @Override
  public void change(TrackTimes times, ByteWriter out) {
    for (FlvTag tag : muxer.headers(tracks, times)) {
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
  public void end(TrackTimes times, ByteWriter out) {
    muxer.endOfSequence(times).ifPresent(tag -> FlvWriter.write(tag, out));
  }
}
