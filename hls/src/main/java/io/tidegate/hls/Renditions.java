package io.tidegate.hls;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.tidegate.media.TrackList;
import java.util.List;

/// Which streams show the same. Implemented by `gateway` from routes. Any thread, never blocks.
public interface Renditions {
  /// The renditions of a stream, running or not, in no order; empty for most.
  List<PromisedVariant> of(StreamKey source);

  /// What this stream is a rendition of, null when it stands for itself.
  @Nullable
  StreamKey sourceOf(StreamKey rendition);

  /// Whether the source itself is offered beside its renditions, with these tracks.
  default boolean offersSource(StreamKey source, TrackList tracks) {
    return true;
  }

  /// Every stream stands for itself.
  Renditions NONE =
      new Renditions() {
        @Override
        public List<PromisedVariant> of(StreamKey source) {
          return List.of();
        }

        @Override
        public @Nullable StreamKey sourceOf(StreamKey rendition) {
          return null;
        }
      };
}
