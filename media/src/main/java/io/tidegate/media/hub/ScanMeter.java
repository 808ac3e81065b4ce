package io.tidegate.media.hub;

import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.Nullable;
import io.tidegate.media.ScanType;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;
import io.tidegate.media.codec.ScanDetector;

/// Whether the pictures of a stream are interlaced, by its key frames. Confined to the hub's loop.
///
/// Broadcasters mix film and video: what was found holds until two key frames in a row say the same
/// other thing.
final class ScanMeter {
  private int trackId = -1;
  private CodecParams.@Nullable Video params;
  private @Nullable ScanDetector detector;
  private ScanType found = ScanType.UNKNOWN;
  private ScanType candidate = ScanType.UNKNOWN;

  void tracks(TrackList tracks) {
    Track video = tracks.video().orElse(null);
    trackId = video == null ? -1 : video.id();
    CodecParams.Video next =
        video != null && video.params() instanceof CodecParams.Video pictures ? pictures : null;
    if (next != null && next.equals(params)) {
      return;
    }
    params = next;
    detector = next == null ? null : ScanDetector.of(next);
    found = ScanType.UNKNOWN;
    candidate = ScanType.UNKNOWN;
  }

  void frame(Frame frame) {
    if (detector == null || !frame.keyFrame() || frame.trackId() != trackId) {
      return;
    }
    ScanType seen = detector.detect(frame.payload());
    if (seen == ScanType.UNKNOWN) {
      return;
    }
    if (found == ScanType.UNKNOWN || seen == candidate) {
      found = seen;
    }
    candidate = seen == found ? ScanType.UNKNOWN : seen;
  }

  ScanType scan() {
    return found;
  }
}
