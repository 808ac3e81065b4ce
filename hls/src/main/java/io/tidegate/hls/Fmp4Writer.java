package io.tidegate.hls;

import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.Nullable;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.fmp4.FragmentWriter;
import io.tidegate.media.fmp4.InitSegment;
import io.tidegate.media.fmp4.Sample;
import io.tidegate.media.fmp4.TrackRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Segments in fragmented MP4, one fragment for each part. RFC 8216 §3.3.
final class Fmp4Writer implements MediaWriter {
  private TrackList tracks = TrackList.EMPTY;
  private long sequenceNumber;

  @Override
  public boolean carries(Codec codec) {
    return InitSegment.carries(codec);
  }

  @Override
  public @Nullable Bytes tracks(TrackList all) {
    tracks = all;
    return InitSegment.write(all);
  }

  @Override
  public Bytes write(PartDraft draft) {
    List<TrackRun> runs = new ArrayList<>(2);
    addRun(runs, tracks.video(), draft.video());
    addRun(runs, tracks.audio(), draft.audio());
    return FragmentWriter.write(++sequenceNumber, runs);
  }

  private static void addRun(List<TrackRun> runs, Optional<Track> track, List<Sample> samples) {
    if (track.isPresent() && !samples.isEmpty()) {
      runs.add(new TrackRun(track.get(), samples));
    }
  }
}
