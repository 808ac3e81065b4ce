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
  /// The content of a draft.
  ///
  /// @param pieces in order; they may share the memory of the frames
  /// @param video where the pictures lie; null without any, or where they do not lie together
  /// @param audio where the sound lies
  record Written(List<Bytes> pieces, @Nullable TrackSpan video, @Nullable TrackSpan audio) {
    /// Of tracks that do not lie apart.
    static Written mixed(Bytes content) {
      return new Written(List.of(content), null, null);
    }
  }

  /// Whether players of HLS understand this coding in this container.
  boolean carries(Codec codec);

  /// The tracks from here on, only such that it [#carries].
  ///
  /// @return content of the init section, null when the container has none
  @Nullable
  Bytes tracks(TrackList tracks);

  Written write(PartDraft draft);

  /// Of the last draft, by which the same bytes are made of the same frames; -1 where they depend
  /// on more. ISO/IEC 14496-12 §8.8.5.
  default long sequence() {
    return -1;
  }

  /// The next draft has the number after this one.
  default void sequence(long last) {}
}
