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
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

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
  public long sequence() {
    return sequenceNumber;
  }

  @Override
  public void sequence(long last) {
    sequenceNumber = last;
  }

  @Override
  public Written write(PartDraft draft) {
    sequenceNumber++;
    TrackRun pictures = run(video, draft.video());
    TrackRun sounds = run(audio, draft.audio());
    List<TrackRun> runs = Stream.of(pictures, sounds).filter(Objects::nonNull).toList();
    Track leading = video != null ? video : audio;
    if (runs.isEmpty() && leading != null) {
      return Written.mixed(FragmentWriter.writeEmpty(sequenceNumber, leading, draft.next()));
    }
    List<Bytes> pieces = FragmentWriter.write(sequenceNumber, runs);
    int from = pieces.getFirst().length();
    TrackSpan shown = pictures == null ? null : span(pictures, from);
    TrackSpan heard =
        sounds == null ? null : span(sounds, shown == null ? from : from + shown.frameBytes());
    return new Written(pieces, shown, heard);
  }

  private static @Nullable TrackRun run(@Nullable Track track, List<Sample> samples) {
    return track == null || samples.isEmpty() ? null : new TrackRun(track, samples);
  }

  /// The frames of a run lie together in `mdat`: with another head they are a fragment of their
  /// own.
  private TrackSpan span(TrackRun run, int from) {
    Bytes head = FragmentWriter.write(sequenceNumber, List.of(run)).getFirst();
    return TrackSpan.of(head, from, run.samples());
  }
}
