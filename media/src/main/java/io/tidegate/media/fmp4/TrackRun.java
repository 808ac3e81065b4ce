package io.tidegate.media.fmp4;

import io.tidegate.media.Track;
import java.util.List;

/// The consecutive samples of one track in a fragment. Immutable.
///
/// @param samples in decoding order, not empty; each one's `nextDts` is the DTS of the one after it
public record TrackRun(Track track, List<Sample> samples) {
  public TrackRun {
    samples = List.copyOf(samples);
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("a track run without samples");
    }
  }
}
