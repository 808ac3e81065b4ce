package io.tidegate.flvhttp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Codec;
import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.TrackTimes;
import io.tidegate.media.feed.FeedMuxer;
import io.tidegate.media.fmp4.FragmentWriter;
import io.tidegate.media.fmp4.InitSegment;
import io.tidegate.media.fmp4.Sample;
import io.tidegate.media.fmp4.TrackRun;
import java.util.ArrayList;
import java.util.List;

/// Fragmented MP4: an initialisation segment, then one fragment per picture.
///
/// A sample's duration is the distance to the next one, so the last frame of each track is held
/// back until its successor comes.
final class Mp4FeedMuxer implements FeedMuxer {
  /// One track's frame that waits, and the samples that are complete.
  private static final class Lane {
    final Track track;
    final List<Sample> samples = new ArrayList<>();
    @Nullable Frame held;
    MediaTime lastDuration = MediaTime.ofMillis(40);

    Lane(Track track) {
      this.track = track;
    }

    void add(Frame next) {
      complete(next.dts());
      held = next;
    }

    /// The held frame ends at `nextDts`.
    void complete(MediaTime nextDts) {
      Frame frame = held;
      if (frame != null) {
        lastDuration = MediaTime.max(MediaTime.ZERO, nextDts.minus(frame.dts()));
        samples.add(new Sample(frame, frame.dts().plus(lastDuration)));
      }
    }

    /// The held frame ends as the one before it did.
    void completeLast() {
      Frame frame = held;
      if (frame != null) {
        complete(frame.dts().plus(lastDuration));
        held = null;
      }
    }
  }

  private TrackList tracks = TrackList.EMPTY;
  private List<Lane> lanes = List.of();
  private long sequenceNumber;

  @Override
  public boolean carries(Codec codec) {
    return InitSegment.carries(codec);
  }

  @Override
  public void tracks(TrackList changed) {
    TrackList carried = changed.filter(track -> carries(track.codec()));
    List<Track> chosen = new ArrayList<>(2);
    carried.video().ifPresent(chosen::add);
    carried.audio().ifPresent(chosen::add);
    tracks = TrackList.of(chosen);
    lanes = chosen.stream().map(Lane::new).toList();
  }

  @Override
  public void start(TrackTimes times, ByteWriter out) {
    out.write(InitSegment.write(tracks));
  }

  @Override
  public void change(TrackTimes times, ByteWriter out) {
    start(times, out);
  }

  /// What a picture appends starts with the picture before it.
  @Override
  public boolean startsSync(Frame frame) {
    Lane lane = leader();
    Frame held = lane == null ? null : lane.held;
    return held != null && held.trackId() == frame.trackId() && held.keyFrame();
  }

  @Override
  public void frame(Frame frame, ByteWriter out) {
    for (Lane lane : lanes) {
      if (lane.track.id() == frame.trackId()) {
        lane.add(frame);
        if (lane == leader()) {
          write(out);
        }
      }
    }
  }

  @Override
  public void discontinuity(ByteWriter out) {
    lanes.forEach(Lane::completeLast);
    write(out);
  }

  @Override
  public void end(TrackTimes times, ByteWriter out) {
    discontinuity(out);
  }

  /// The track that fragments go by: video, or the only one.
  private @Nullable Lane leader() {
    return lanes.isEmpty() ? null : lanes.getFirst();
  }

  private void write(ByteWriter out) {
    List<TrackRun> runs = new ArrayList<>(lanes.size());
    for (Lane lane : lanes) {
      if (!lane.samples.isEmpty()) {
        runs.add(new TrackRun(lane.track, List.copyOf(lane.samples)));
        lane.samples.clear();
      }
    }
    if (!runs.isEmpty()) {
      sequenceNumber++;
      FragmentWriter.write(sequenceNumber, runs).forEach(out::write);
    }
  }
}
