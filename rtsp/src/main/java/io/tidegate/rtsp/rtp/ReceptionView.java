package io.tidegate.rtsp.rtp;

import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import io.tidegate.media.TrackList;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What an [RtpReception] has seen so far. Immutable, any thread.
///
/// @param tracks as last announced; empty before the first frame
/// @param media one for each description, in their order
/// @param lastFrameNanos when the last packet of the last frame of any media arrived; 0 before
public record ReceptionView(TrackList tracks, List<Media> media, long lastFrameNanos) {
  public ReceptionView {
    media = List.copyOf(media);
  }

  /// Packets that never came, over all media.
  public long lost() {
    return media.stream().mapToLong(Media::lost).sum();
  }

  /// Frames dropped because a part was missing or broken, over all media.
  public long damaged() {
    return media.stream().mapToLong(Media::damaged).sum();
  }

  /// One media section.
  ///
  /// @param coding as the description names it, such as `H264`; empty when it names none
  /// @param refused why it is not carried, null when it is
  /// @param packets that were RTP of this media
  /// @param bytes of their payloads
  /// @param frames passed on
  /// @param damaged frames dropped because a part was missing or broken
  /// @param lost packets that never came in time
  /// @param late packets that came when they were given up already
  /// @param reordered packets that came after a later one, and in time
  /// @param duplicates packets that came twice
  /// @param jitter of arrivals (RFC 3550 §6.4.1)
  /// @param reasons what was wrong with what could not be used
  /// @param lastFrameNanos when the last packet of the last frame arrived; 0 before the first
  /// @param wallClock the sender's clock at the last frame, from its sender reports; null without
  public record Media(
      String coding,
      @Nullable String refused,
      long packets,
      long bytes,
      long frames,
      long damaged,
      long lost,
      long late,
      long reordered,
      long duplicates,
      MediaTime jitter,
      Map<Reason, Long> reasons,
      long lastFrameNanos,
      @Nullable Instant wallClock) {
    static Media refused(String coding, String why) {
      return new Media(coding, why, 0, 0, 0, 0, 0, 0, 0, 0, MediaTime.ZERO, Map.of(), 0, null);
    }
  }
}
