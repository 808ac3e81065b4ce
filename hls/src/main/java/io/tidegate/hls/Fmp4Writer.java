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

/// Segments in fragmented MP4, one fragment for each part. RFC 8216 §3.3.
final class Fmp4Writer implements MediaWriter {
  private @Nullable Track video;
  private @Nullable Track audio;
  private long sequenceNumber;

  @Override
  public boolean carries(Codec codec) {
    return InitSegment.carries(codec);
  }

  @Override
  public @Nullable Bytes tracks(TrackList all) {
    video = all.video().orElse(null);
    audio = all.audio().orElse(null);
    return InitSegment.write(all);
  }

  @Override
  public List<Bytes> write(PartDraft draft) {
    List<TrackRun> runs = new ArrayList<>(2);
    addRun(runs, video, draft.video());
    addRun(runs, audio, draft.audio());
    Track leading = video != null ? video : audio;
    if (runs.isEmpty() && leading != null) {
      return List.of(FragmentWriter.writeEmpty(++sequenceNumber, leading, draft.next()));
    }
    return FragmentWriter.write(++sequenceNumber, runs);
  }

  private static void addRun(List<TrackRun> runs, @Nullable Track track, List<Sample> samples) {
    if (track != null && !samples.isEmpty()) {
      runs.add(new TrackRun(track, samples));
    }
  }
}
