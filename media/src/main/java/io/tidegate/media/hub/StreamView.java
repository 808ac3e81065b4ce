package io.tidegate.media.hub;

import io.tidegate.media.Nullable;
import io.tidegate.media.ScanType;
import io.tidegate.media.StreamKey;
import io.tidegate.media.TrackList;
import java.time.Instant;
import java.util.List;

/// One stream as others see it. Immutable snapshot, renewed about once a second and at every
/// change.
///
/// @param state `STREAMING` while a publisher is on, `DISCONNECTED` in the grace period after it
/// @param since when the stream appeared
/// @param source the publisher (or the last one)
/// @param soundProblem why sound is left out by outputs that cannot carry it, null when it is not
/// @param bitrateBps payload bits a second over the last seconds; 0 when nothing comes
/// @param framesPerSecond pictures in the last second, of sound alone its frames; 0 when nothing
///   comes
/// @param viewers sessions that watch it, over all protocols
/// @param frames frames that came in
/// @param bytes payload bytes that came in
/// @param discontinuities breaks in the timeline so far
/// @param timing of its pictures, of sound alone its frames
/// @param scan whether its pictures are interlaced; unknown before the first key frame
/// @param sources how its sources stand, the best first; empty before somebody was connected
public record StreamView(
    StreamKey key,
    SessionState state,
    Instant since,
    @Nullable PublishRequest source,
    TrackList tracks,
    @Nullable String soundProblem,
    long bitrateBps,
    double framesPerSecond,
    int viewers,
    long frames,
    long bytes,
    long discontinuities,
    StreamTiming timing,
    ScanType scan,
    List<SourceView> sources) {
  public StreamView {
    sources = List.copyOf(sources);
  }
}
