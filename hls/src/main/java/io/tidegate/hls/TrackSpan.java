package io.tidegate.hls;

import io.tidegate.media.Bytes;
import io.tidegate.media.MediaTime;
import io.tidegate.media.fmp4.Sample;
import java.util.List;

/// Where the frames of one track lie in a part, and when they are. Immutable.
///
/// @param head what makes a fragment of this track alone when its frames follow
/// @param from where the frames begin within the content
/// @param frameBytes how many bytes they are
/// @param start decoding time of the first frame
/// @param earliest presentation time of the frame that is shown first
/// @param end decoding time of the frame that follows the last one
record TrackSpan(
    Bytes head, int from, int frameBytes, MediaTime start, MediaTime earliest, MediaTime end) {
  /// @param samples at least one
  static TrackSpan of(Bytes head, int from, List<Sample> samples) {
    MediaTime earliest = samples.getFirst().frame().pts();
    int bytes = 0;
    for (Sample sample : samples) {
      earliest = MediaTime.min(earliest, sample.frame().pts());
      bytes = Math.addExact(bytes, sample.frame().payload().length());
    }
    MediaTime end = samples.getLast().nextDts();
    return new TrackSpan(head, from, bytes, samples.getFirst().frame().dts(), earliest, end);
  }

  /// Length of the fragment.
  int bytes() {
    return head.length() + frameBytes;
  }
}
