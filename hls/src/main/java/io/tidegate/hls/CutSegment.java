package io.tidegate.hls;

import io.tidegate.media.Bytes;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import java.time.Instant;
import java.util.List;

/// One whole segment for whoever keeps segments. Immutable; the pieces share the memory of frames.
///
/// @param start wall-clock time of its first frame
/// @param keyFrame decoding can start at its first frame
/// @param discontinuity does not continue the segment before
/// @param init what a decoder needs first, null in MPEG-TS
/// @param content in pieces
/// @param codecs of its tracks as RFC 6381 writes them, with commas between them
/// @param width of the picture in pixels as it is shown, 0 without pictures
/// @param height of the picture, 0 without pictures
public record CutSegment(
    Instant start,
    MediaTime duration,
    boolean keyFrame,
    boolean discontinuity,
    @Nullable Bytes init,
    List<Bytes> content,
    String codecs,
    int width,
    int height) {
  public CutSegment {
    content = List.copyOf(content);
  }

  /// Length of the content, without the init section.
  public long bytes() {
    return content.stream().mapToLong(Bytes::length).sum();
  }
}
