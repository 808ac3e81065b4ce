package io.tidegate.media.feed;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Codec;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.TrackList;
import io.tidegate.media.TrackTimes;
import io.tidegate.media.ts.TsMuxer;
import io.tidegate.media.ts.TsMuxerOptions;

/// MPEG-TS: no head of its own, the tables stand before every key frame.
public final class TsFeedMuxer implements FeedMuxer {
  /// Between the tables of a stream of sound alone, where every frame is a key frame. ETSI TR 101
  /// 290 §5.2.1 asks for 500 ms at most.
  private static final MediaTime TABLES = MediaTime.ofMillis(400);

  private final TsMuxer muxer = new TsMuxer(TsMuxerOptions.DEFAULT);
  private TrackList tracks = TrackList.EMPTY;
  private @Nullable MediaTime lastTables;

  @Override
  public boolean carries(Codec codec) {
    return TsMuxer.carries(codec);
  }

  @Override
  public void tracks(TrackList changed) {
    tracks = changed.filter(track -> carries(track.codec()));
    muxer.tracks(changed);
    lastTables = null;
  }

  @Override
  public void start(TrackTimes times, ByteWriter out) {}

  @Override
  public void change(TrackTimes times, ByteWriter out) {}

  @Override
  public boolean startsSync(Frame frame) {
    return FeedMuxer.isSync(frame, tracks);
  }

  @Override
  public void frame(Frame frame, ByteWriter out) {
    MediaTime last = lastTables;
    boolean isDue = last == null || !frame.dts().minus(last).isBefore(TABLES);
    if (FeedMuxer.isSync(frame, tracks) && (isDue || tracks.hasVideo())) {
      muxer.psi(out);
      lastTables = frame.dts();
    }
    muxer.frame(frame, out);
  }

  @Override
  public void discontinuity(ByteWriter out) {
    muxer.discontinuity();
  }

  @Override
  public void end(TrackTimes times, ByteWriter out) {}
}
