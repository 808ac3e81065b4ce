package io.tidegate.hls;

import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.Nullable;
import io.tidegate.media.TrackList;
import java.util.List;

/// Puts the frames of a draft into a container. Loop-confined.
///
/// 1. [#tracks] before the first draft and when they change;
/// 2. [#write] for every draft, in order.
interface MediaWriter {
  /// Whether players of HLS understand this coding in this container.
  boolean carries(Codec codec);

  /// The tracks from here on, only such that it [#carries].
  ///
  /// @return content of the init section, null when the container has none
  @Nullable
  Bytes tracks(TrackList tracks);

  /// @return the content in pieces, which may share the memory of the frames
  List<Bytes> write(PartDraft draft);
}
